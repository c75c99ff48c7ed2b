import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { channelOf } from '../api/names';
import type { Project } from '../gen/cameramonit/application/v1/project_pb';
import { explain, words } from '../i18n';
import { useApp } from '../state/app';
import { randomUuid } from '../state/random_uuid';
import { Dialog } from './popover';

/** For those who may: a camera that films can be uploaded to. It opens when it is there. */
export function NewCamera({ onClose }: { onClose(): void }): JSX.Element {
  const { clients, places } = useApp();
  const [projects, setProjects] = useState<readonly Project[]>([]);
  const [parent, setParent] = useState('');
  const [name, setName] = useState('');
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [requestId] = useState(randomUuid);
  const { newCamera } = words.value;

  const listProjects = async (): Promise<string> => {
    const reply = await clients.projects.listProjects({});
    const first = reply.projects[0]?.name ?? '';
    setProjects(reply.projects);
    setParent((chosen) => chosen || first);
    return first;
  };
  useEffect(() => {
    listProjects().catch((error: unknown) => setFailure(explain(toFailure(error))));
  }, []);

  const add = async (event: Event) => {
    event.preventDefault();
    const displayName = name.trim();
    if (!displayName) return;
    setBusy(true);
    setFailure('');
    try {
      const project = parent || await listProjects();  // a quick hand is faster than the list
      const { camera } = await clients.cameras.createCamera({ camera: { displayName }, requestId: `${requestId}-camera` });
      const { channel } = await clients.projects.createChannel({
        parent: project, channel: { camera: camera?.name ?? '', displayName }, requestId: `${requestId}-channel`,
      });
      const chat = channelOf(channel?.name ?? '');
      onClose();
      if (chat) places.go({ chat });
    } catch (error) {
      setFailure(explain(toFailure(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={newCamera.title} onClose={onClose}>
      <form class="form" onSubmit={add}>
        <label>
          {newCamera.name}
          <input value={name} required maxLength={80} autoFocus aria-describedby="camera-hint" onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <p class="muted" id="camera-hint">{newCamera.hint}</p>
        {projects.length > 1 && (
          <label>
            {newCamera.project}
            <select value={parent} onChange={(event) => setParent(event.currentTarget.value)}>
              {projects.map((project) => <option key={project.name} value={project.name}>{project.displayName}</option>)}
            </select>
          </label>
        )}
        {failure && <p class="field-error" role="alert">{failure}</p>}
        <button type="submit" class="primary" disabled={isBusy || !name.trim()}>{newCamera.submit}</button>
      </form>
    </Dialog>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import type { GivenName } from '../gen/cameramonit/events/v1/event_pb';
import { Label_Scope, type Label } from '../gen/cameramonit/events/v1/label_pb';
import { explain, words } from '../i18n';
import { useApp } from '../state/app';
import { randomUuid } from '../state/random_uuid';
import { Still } from './clip';
import { Dialog } from './popover';

interface NamingDialogProps {
  channel: string;
  /** The object or event to name. */
  target: string;
  still: string;
  /** What it is called now. */
  names: readonly GivenName[];
  /** The supervisor's question that this answers. */
  question?: string;
  onClose(): void;
}

const kSuggested = 6;
const kLongest = 60;

/** What is this? A word for it, for it alone or for its look-alikes too; and ways to take a word back. */
export function NamingDialog({ channel, target, still, names, question = '', onClose }: NamingDialogProps): JSX.Element {
  const { clients } = useApp();
  const [text, setText] = useState('');
  const [isSpread, setSpread] = useState(true);
  const [labels, setLabels] = useState<readonly Label[]>([]);
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [requestId] = useState(randomUuid);
  const { naming } = words.value;

  useEffect(() => {
    // Without the words that are known already one can still type.
    clients.events.listLabels({ parent: channel }).then((reply) => setLabels(reply.labels), () => undefined);
  }, [channel]);

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure('');
    try {
      await work();
      onClose();
    } catch (error) {
      setFailure(explain(toFailure(error)));
      setBusy(false);
    }
  };
  const give = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    void attempt(() => clients.chat.nameObject({
      chat: `${channel}/chat`, target, text: text.trim(), message: question, requestId: `${requestId}-${text.trim()}`,
      scope: isSpread ? Label_Scope.LOOK_ALIKES : Label_Scope.NAMED_ONLY,
    }));
  };
  const suggested = labels.filter((label) => !names.some((name) => name.label === label.name)).slice(0, kSuggested);
  return (
    <Dialog title={naming.title} onClose={onClose}>
      {still && <div class="naming-still"><Still name={still} alt="" /></div>}
      {names.map((name) => (
        <CurrentName key={name.label} name={name} target={target} isBusy={isBusy} onWork={attempt} />
      ))}
      <form class="form" onSubmit={give}>
        <label>
          {naming.field}
          <input
            id="name" value={text} maxLength={kLongest} autoFocus autocomplete="off" placeholder={naming.example}
            aria-describedby="name-hint" onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {suggested.length > 0 && (
          <ul class="suggested" aria-label={naming.known}>
            {suggested.map((label) => (
              <li key={label.name}>
                <button type="button" class="chip" onClick={() => setText(label.displayName)}>{label.displayName}</button>
              </li>
            ))}
          </ul>
        )}
        <div class="segments" role="group" aria-label={naming.scope}>
          <button type="button" aria-pressed={isSpread} onClick={() => setSpread(true)}>{naming.lookAlikes}</button>
          <button type="button" aria-pressed={!isSpread} onClick={() => setSpread(false)}>{naming.onlyThis}</button>
        </div>
        <p class="muted" id="name-hint">{isSpread ? naming.hintLookAlikes : naming.hintOnly}</p>
        {failure && <p class="field-error" role="alert">{failure}</p>}
        <button type="submit" class="primary" disabled={isBusy || !text.trim()}>{naming.submit}</button>
      </form>
    </Dialog>
  );
}

interface CurrentNameProps {
  name: GivenName;
  target: string;
  isBusy: boolean;
  onWork(work: () => Promise<unknown>): Promise<void>;
}

/** A word it has now: given by a person it is taken back, for its looks it is rejected; or it goes everywhere. */
function CurrentName({ name, target, isBusy, onWork }: CurrentNameProps): JSX.Element {
  const { clients } = useApp();
  const [isSure, setSure] = useState(false);
  const { naming } = words.value;
  const isGiven = name.confidence >= 1;
  const undo = () => (isGiven
    ? clients.events.takeLabelBack({ label: name.label, target })
    : clients.events.rejectLabel({ label: name.label, target }));
  return (
    <div class="current-name">
      <p>
        <strong>{name.displayName}</strong>{' '}
        <span class="muted">{isGiven ? naming.given : naming.alike(Math.round(name.confidence * 100))}</span>
      </p>
      <p class="actions">
        <button type="button" class="quiet" disabled={isBusy} onClick={() => void onWork(undo)}>
          {isGiven ? naming.takeBack : naming.notThis}
        </button>
        <button
          type="button" class="quiet danger" disabled={isBusy} onBlur={() => setSure(false)}
          onClick={() => (isSure ? void onWork(() => clients.events.deleteLabel({ name: name.label })) : setSure(true))}
        >
          {isSure ? naming.confirmRemove : naming.remove}
        </button>
      </p>
    </div>
  );
}

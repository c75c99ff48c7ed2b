import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { Media_AnalysisState as Analysis } from '../gen/cameramonit/media/v1/media_pb';
import { words } from '../i18n';
import { remaining } from '../i18n/time';
import type { UploadView } from '../state/uploads';

interface ActivityLineProps {
  messages: readonly Message[];
  uploads: readonly UploadView[];
  /** Shows the card of what goes on. */
  onShow(key: string): void;
}

/** Long enough to tell the pace, in ms. */
const kPaceAfterMs = 1500;

/** Seconds left at the pace since it was first seen here. */
function useSecondsLeft(media: string, progress: number): number | undefined {
  const first = useRef({ media: '', progress: 0, at: 0 });
  if (first.current.media !== media) first.current = { media, progress, at: performance.now() };
  const took = performance.now() - first.current.at;
  const done = progress - first.current.progress;
  return media && took > kPaceAfterMs && done > 0 ? ((1 - progress) / done) * (took / 1000) : undefined;
}

/** A film that is sent or watched now, while its card may be out of view; sentences push it up as they come. */
export function ActivityLine({ messages, uploads, onShow }: ActivityLineProps): JSX.Element | null {
  const sending = uploads.find((upload) => upload.state === 'sending');
  const watched = messages.filter((message) => message.upload?.analysisState === Analysis.RUNNING).at(-1);
  const progress = watched?.upload?.progress ?? 0;
  const left = useSecondsLeft(watched?.upload?.media ?? '', progress);
  const { upload: text } = words.value;
  if (!sending && !watched?.upload) return null;
  const share = sending ? sending.sent / sending.size : progress;
  const seconds = sending ? sending.secondsLeft : left;
  const name = sending?.fileName ?? watched!.upload!.displayName;
  const said = (sending ? text.sending : text.analysing)(Math.floor(share * 100));
  return (
    <button type="button" class="activity" onClick={() => onShow(sending ? `upload-${sending.id}` : watched!.name)}>
      <span class="activity-words">
        <span class="file-name">{name}</span>
        <span>{said}{seconds !== undefined && `, ${text.left(remaining(seconds, words.value))}`}</span>
      </span>
      <progress aria-label={text.progress(name)} max={1} value={share} />
    </button>
  );
}

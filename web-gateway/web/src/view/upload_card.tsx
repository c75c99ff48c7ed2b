import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { toMs } from '../api/timestamp';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { Media_AnalysisState as Analysis } from '../gen/cameramonit/media/v1/media_pb';
import { explain, locale, say, words } from '../i18n';
import { clock, remaining } from '../i18n/time';
import { useApp } from '../state/app';
import type { UploadView } from '../state/uploads';
import * as Icon from './icons';

interface BarProps {
  name: string;
  /** 0..1; absent: it runs, nobody knows how far. */
  share?: number;
}

function Bar({ name, share }: BarProps): JSX.Element {
  const label = words.value.upload.progress(name);
  return share === undefined
    ? <progress aria-label={label} />
    : <progress aria-label={label} max={1} value={Math.min(1, Math.max(0, share))} />;
}

const percent = (share: number): number => Math.floor(Math.min(1, Math.max(0, share)) * 100);

/** A film on its way from here. */
export function UploadCard({ upload }: { upload: UploadView }): JSX.Element {
  const { uploads } = useApp();
  const { upload: text } = words.value;
  const picker = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const share = upload.size ? upload.sent / upload.size : 0;
  const status = (): string => {
    switch (upload.state) {
      case 'preparing': return text.preparing;
      case 'sending': return text.sending(percent(share));
      case 'waiting': return text.waiting;
      case 'checking': return text.checking;
      case 'done': return text.queued;
      case 'needs-file': return isWrong ? text.wrongFile : text.again(upload.fileName);
      case 'failed': return upload.failure ? explain(upload.failure) : '';
    }
  };
  const isFinal = upload.state === 'failed' || upload.state === 'done';
  return (
    <article class={`bubble own upload ${upload.state}`} tabIndex={0} data-upload={upload.id}>
      <p class="file"><Icon.Film /><span class="file-name">{upload.fileName}</span></p>
      {!isFinal && upload.state !== 'needs-file' && (
        <Bar name={upload.fileName} share={upload.state === 'sending' || upload.state === 'waiting' ? share : undefined} />
      )}
      <p class="status" role={upload.state === 'failed' ? 'alert' : undefined}>
        {status()}
        {upload.secondsLeft !== undefined && <span>, {text.left(remaining(upload.secondsLeft, words.value))}</span>}
      </p>
      {say(upload.media?.remark) && <p class="status">{say(upload.media?.remark)}</p>}
      <footer>
        {upload.state === 'needs-file' && (
          <>
            <button type="button" class="on-accent" onClick={() => picker.current?.click()}>{text.goOn}</button>
            <input
              type="file" ref={picker} hidden accept="video/*"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file) setWrong(!uploads.giveFile(upload.id, file));
              }}
            />
          </>
        )}
        {upload.state === 'failed' && upload.failure?.isPassing && (
          <button type="button" class="on-accent" onClick={() => uploads.retry(upload.id)}>{text.retry}</button>
        )}
        {upload.state !== 'done' && (
          <button type="button" class="on-accent" onClick={() => uploads.cancel(upload.id)}>
            {isFinal ? text.dismiss : text.cancel}
          </button>
        )}
      </footer>
    </article>
  );
}

interface UploadMessageProps {
  message: Message;
  zone: string;
  onGo(ms: number): void;
}

/** A film that arrived, and how far it is watched. */
export function UploadMessage({ message, zone, onGo }: UploadMessageProps): JSX.Element {
  const { clients } = useApp();
  const { upload: text } = words.value;
  const [note, setNote] = useState('');
  const upload = message.upload!;
  const state = upload.analysisState as Analysis;
  const status = (): string => {
    switch (state) {
      case Analysis.RUNNING: return text.analysing(percent(upload.progress));
      case Analysis.DONE: return text.done;
      case Analysis.FAILED: return say(upload.error) || text.failed;
      case Analysis.CANCELLED: return text.cancelled;
      default: return text.queued;
    }
  };
  const show = async () => {
    try {
      const { media } = await clients.media.getMedia({ name: upload.media });
      if (media?.startTime) onGo(toMs(media.startTime));
    } catch (error) {
      setNote(explain(toFailure(error)));
    }
  };
  const isOver = state === Analysis.DONE || state === Analysis.FAILED || state === Analysis.CANCELLED;
  const said = say(message.text);
  return (
    <article class={`bubble own upload stored-${Analysis[state] ?? 0}`} tabIndex={0} data-message={message.name}>
      <p class="file"><Icon.Film /><span class="file-name">{upload.displayName}</span></p>
      {!isOver && <Bar name={upload.displayName} share={state === Analysis.RUNNING ? upload.progress : undefined} />}
      <p class="status">{status()}</p>
      {said && said !== upload.displayName && !said.includes(upload.displayName) && said !== status() && (
        <p class="status">{said}</p>
      )}
      {note && <p class="status" role="alert">{note}</p>}
      <footer>
        {isOver && upload.media && (
          <button type="button" class="on-accent" onClick={show}>{text.show}</button>
        )}
        <time>{clock(toMs(message.time), zone, locale.value)}</time>
      </footer>
    </article>
  );
}

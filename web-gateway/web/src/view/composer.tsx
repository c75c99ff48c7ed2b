import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SuggestResponse_Suggestion } from '../gen/cameramonit/chat/v1/chat_service_pb';
import { words } from '../i18n';
import type { Ask } from '../state/asking';
import * as Icon from './icons';

interface ComposerProps {
  camera: string;
  hints: readonly SuggestResponse_Suggestion[];
  onAsk(ask: Ask): void;
  onFiles(files: readonly File[]): void;
}

const kTallestPx = 144;
/** On touch screens the keyboard would cover the conversation that was just opened. */
const opensFocused = () => matchMedia('(hover: hover) and (min-width: 800px)').matches;

/** Where questions are written and films are handed over. */
export function Composer({ camera, hints, onAsk, onFiles }: ComposerProps): JSX.Element {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (opensFocused()) field.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    const element = field.current!;
    element.style.height = 'auto';
    element.style.height = `${Math.min(kTallestPx, element.scrollHeight)}px`;
  }, [text]);

  const send = () => {
    const said = text.trim();
    if (!said) return;
    onAsk({ text: said });
    setText('');
    field.current?.focus();
  };

  const { ask, upload } = words.value;
  return (
    <div class="composer">
      {hints.length > 0 && (
        <ul class="hints" aria-label={ask.hints}>
          {hints.map((hint) => (
            <li key={hint.text}>
              <button type="button" class="chip" onClick={() => onAsk({ text: hint.text, question: hint.question })}>
                {hint.text}
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <button type="button" class="round" aria-label={upload.button} title={upload.button} onClick={() => picker.current?.click()}>
          <Icon.Clip />
        </button>
        <input
          type="file" ref={picker} hidden multiple accept="video/*,.mkv,.avi,.ts,.h264,.h265" aria-label={upload.button}
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={field} rows={1} value={text} aria-label={ask.placeholderOf(camera)} placeholder={ask.placeholder}
          enterkeyhint="send" autocomplete="off" onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="round primary" aria-label={ask.send} title={ask.send} disabled={!text.trim()}>
          <Icon.Send />
        </button>
      </form>
    </div>
  );
}

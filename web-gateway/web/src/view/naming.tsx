import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { toMs } from '../api/timestamp';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, locale, say, words } from '../i18n';
import { clock } from '../i18n/time';
import { useApp } from '../state/app';
import { mayName, newestOf, targetOf } from '../state/naming';
import { Citations } from './citations';
import * as Icon from './icons';
import { NamingDialog } from './naming_dialog';
import { usePlaying } from './playing';

interface NamingProps {
  message: Message;
  channel: string;
}

/** On what happened, for those who may: what is this called? */
export function NameThis({ message, channel }: NamingProps): JSX.Element | null {
  const { keeper } = useApp();
  const [isOpen, setOpen] = useState(false);
  if (!mayName(keeper)) return null;
  const { naming } = words.value;
  const event = newestOf(message);
  return (
    <>
      <button type="button" class="small name-this" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon.Pencil />{event.givenNames.length ? naming.change : naming.open}
      </button>
      {isOpen && (
        <NamingDialog
          channel={channel} target={targetOf(event)} names={event.givenNames} onClose={() => setOpen(false)}
          still={message.events.find((one) => one.still)?.still ?? ''}
        />
      )}
    </>
  );
}

/** What was said of a name that was given here, with the way back. */
export function NamingNote({ message, channel, zone }: NamingProps & { zone: string }): JSX.Element {
  const { clients, keeper } = useApp();
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    setFailure('');
    try {
      await clients.chat.takeNameBack({ chat: `${channel}/chat`, message: message.name });
    } catch (error) {
      setFailure(explain(toFailure(error)));
    }
    setBusy(false);
  };
  const ms = toMs(message.time);
  return (
    <article class="bubble camera naming-note" tabIndex={0} data-message={message.name}>
      <p class="words">{say(message.text)}</p>
      {failure && <p class="field-error" role="alert">{failure}</p>}
      <footer>
        {!message.naming!.takenBack && mayName(keeper) && (
          <button type="button" class="small" disabled={isBusy} onClick={() => void takeBack()}>{words.value.naming.undo}</button>
        )}
        <time dateTime={new Date(ms).toISOString()}>{clock(ms, zone, locale.value)}</time>
      </footer>
    </article>
  );
}

/** What the system cannot name and asks about once: pictures, a word for them, or that none is needed. */
export function SupervisorQuestionMessage({ message, channel, zone }: NamingProps & { zone: string }): JSX.Element {
  const { clients } = useApp();
  const playing = usePlaying();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState('');
  const { naming } = words.value;
  const question = message.supervisorQuestion!;
  const now = playing.value?.message === message.name ? playing.value.citation ?? 0 : 0;
  const dismiss = async () => {
    try {
      await clients.chat.dismissSupervisorQuestion({ chat: `${channel}/chat`, message: message.name });
    } catch (error) {
      setFailure(explain(toFailure(error)));
    }
  };
  const isAnswered = question.answer !== '' || question.dismissed;
  const ms = toMs(message.time);
  return (
    <article class="bubble camera asked-supervisor" tabIndex={0} data-message={message.name}>
      <p class="told"><Icon.Eye /> {naming.question}</p>
      <p class="words">{say(message.text)}</p>
      <Citations
        citations={question.sightings} channel={channel} zone={zone} playing={now}
        onPlay={(n) => (playing.value = n ? { message: message.name, citation: n } : null)}
      />
      {failure && <p class="field-error" role="alert">{failure}</p>}
      {isAnswered && <p class="muted">{question.answer ? naming.answered(question.answer) : naming.dismissed}</p>}
      <footer>
        {!isAnswered && (
          <>
            <button type="button" class="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
              <Icon.Pencil />{naming.open}
            </button>
            <button type="button" class="small" onClick={() => void dismiss()}>{naming.dismiss}</button>
          </>
        )}
        <time dateTime={new Date(ms).toISOString()}>{clock(ms, zone, locale.value)}</time>
      </footer>
      {isOpen && (
        <NamingDialog
          channel={channel} target={question.trackedObject} names={[]} question={message.name}
          still={question.sightings[0]?.still ?? ''} onClose={() => setOpen(false)}
        />
      )}
    </article>
  );
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { channelOf, lastPart } from '../api/names';
import { toMs } from '../api/timestamp';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { Event_State, Severity, type Event } from '../gen/cameramonit/events/v1/event_pb';
import { locale, say, words } from '../i18n';
import { clock, clockSeconds } from '../i18n/time';
import { useApp } from '../state/app';
import { formatPlace } from '../state/place';
import { Variant } from '../state/media_urls';
import { Playable } from './clip';
import * as Icon from './icons';
import { NameThis } from './naming';
import { usePlaying } from './playing';

/** Less sure than this is said. */
const kSureFrom = 0.5;

/** The sentence of a passage: as told by the chat, else its events' own, one after another. */
export const sentenceOf = (message: Message): string =>
  say(message.text) || message.events.map((event) => say(event.sentence)).filter(Boolean).join(' ');

const isOngoing = (message: Message): boolean => message.events.some((event) => event.state === Event_State.ONGOING);

const severityOf = (message: Message): Severity => Math.max(0, ...message.events.map((event) => event.severity));

/** The event whose picture stands for the passage: the first that has one. */
const portrait = (message: Message): Event => message.events.find((event) => event.still) ?? message.events[0]!;

interface CameraMessageProps {
  message: Message;
  zone: string;
  channel: string;
  isMarked: boolean;
}

/** What happened, in one bubble that grows while it happens: words, picture, and the clip in its place. */
export function CameraMessage({ message, zone, channel, isMarked }: CameraMessageProps): JSX.Element {
  const playing = usePlaying();
  const main = portrait(message);
  const now = playing.value?.message === message.name ? playing.value : null;
  const sentence = sentenceOf(message);
  const severity = severityOf(message);
  const shown = now?.event ? message.events.find((event) => event.name === now.event) ?? main : main;
  const open = (event: Event, isOpen: boolean) => {
    playing.value = isOpen ? { message: message.name, event: event.name } : null;
  };
  return (
    <article
      class={`bubble camera${isMarked ? ' marked' : ''}${severity >= Severity.WARNING ? ' warning' : ''}`}
      tabIndex={0} data-message={message.name}
    >
      {message.standingQuestion && <p class="told"><Icon.Bell /> {words.value.conversation.told}</p>}
      <Playable
        key={shown.name} name={shown.name} still={shown.still} label={sentence}
        isOpen={now?.event === shown.name} onOpen={(isOpen) => open(shown, isOpen)}
      />
      <p class="words">
        {severity >= Severity.WARNING && <Icon.Warning />}
        {sentence}
        {isSaidUnsure(message) && (
          <span class="unsure"> {words.value.conversation.uncertain(Math.round(main.confidence * 100))}</span>
        )}
      </p>
      {message.events.length > 1 && <Moments message={message} zone={zone} now={now?.event} onOpen={open} />}
      <footer>
        {isOngoing(message) && <span class="ongoing">{words.value.conversation.ongoing}</span>}
        <Share event={main} />
        <NameThis message={message} channel={channel} />
        <time dateTime={new Date(toMs(message.time)).toISOString()}>{clock(toMs(message.time), zone, locale.value)}</time>
      </footer>
    </article>
  );
}

function isSaidUnsure(message: Message): boolean {
  const { confidence, objectClass } = message.events[0]!;
  return objectClass !== '' && objectClass !== 'object' && confidence > 0 && confidence < kSureFrom;
}

interface MomentsProps {
  message: Message;
  zone: string;
  now?: string;
  onOpen(event: Event, isOpen: boolean): void;
}

/** The events of one passage by their times; each plays from its own moment. */
function Moments({ message, zone, now, onOpen }: MomentsProps): JSX.Element {
  return (
    <ul class="moments" aria-label={words.value.conversation.moments}>
      {message.events.map((event) => {
        const time = clockSeconds(toMs(event.startTime), zone, locale.value);
        return (
          <li key={event.name}>
            <button
              type="button" class="moment" aria-pressed={now === event.name} title={say(event.sentence)}
              aria-label={`${words.value.clip.playAt(time)}: ${say(event.sentence)}`}
              onClick={() => onOpen(event, now !== event.name)}
            >
              <Icon.Play />{time}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Takes an event elsewhere: its address, its animation, its film. */
function Share({ event }: { event: Event }): JSX.Element | null {
  const { urls } = useApp();
  const [note, setNote] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { conversation } = words.value;
  const chat = channelOf(event.name);
  if (!chat) return null;
  const tell = (text: string) => {
    setNote(text);
    setTimeout(() => setNote(''), 2500);
  };
  const copy = async () => {
    const link = location.origin + formatPlace({ chat, event: lastPart(event.name) });
    try {
      await navigator.clipboard.writeText(link);
      tell(conversation.linkCopied);
    } catch {
      tell(link);  // without the right to the clipboard it can be copied by hand
    }
  };
  const download = async (variant: Variant) => {
    try {
      const { url } = await urls.get(event.name, variant);
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.download = '';
      anchor.click();
    } catch {
      tell(words.value.failure.reasons['FILE_MISSING']!);
    }
  };
  return (
    <span class="share">
      {isOpen && (
        <>
          <button type="button" class="small" onClick={copy}><Icon.Link />{conversation.copyLink}</button>
          <button type="button" class="small" onClick={() => download(Variant.ANIMATION)}>
            <Icon.Share />{conversation.share}
          </button>
          <button type="button" class="small" onClick={() => download(Variant.ORIGINAL)}>
            <Icon.Save />{conversation.original}
          </button>
        </>
      )}
      <span class="note" role="status">{note}</span>
      <button
        type="button" class="round small" aria-expanded={isOpen} aria-label={words.value.menu.open}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon.More />
      </button>
    </span>
  );
}

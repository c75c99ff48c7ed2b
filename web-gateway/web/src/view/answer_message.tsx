import type { ComponentChildren, JSX } from 'preact';
import { toMs } from '../api/timestamp';
import type { HourCount, Message } from '../gen/cameramonit/chat/v1/chat_pb';
import type { Chip_Choice, Citation, Understanding } from '../gen/cameramonit/chat/v1/question_pb';
import { Language } from '../gen/cameramonit/type/v1/common_pb';
import { locale, say, words, explain, type Locale } from '../i18n';
import { clock } from '../i18n/time';
import type { Ask, PendingAnswer } from '../state/asking';
import { Chips } from './chips';
import { Citations } from './citations';
import { CitedText } from './cited_text';
import { HourBars } from './hour_bars';
import { Bell } from './icons';
import { usePlaying } from './playing';

interface AnswerBubbleProps {
  id: string;
  text: string;
  understanding?: Understanding;
  citations: readonly Citation[];
  hours: readonly HourCount[];
  zone: string;
  channel: string;
  /** A standing question told it. */
  isTold?: boolean;
  ms?: number;
  isBusy?: boolean;
  onAsk(ask: Ask): void;
  onGo(ms: number): void;
  children?: ComponentChildren;
}

function AnswerBubble(props: AnswerBubbleProps): JSX.Element {
  const { id, text, understanding, citations, hours, zone, channel, isTold, ms, isBusy, onAsk, onGo } = props;
  const playing = usePlaying();
  const now = playing.value?.message === id ? playing.value.citation ?? 0 : 0;
  const play = (n: number) => {
    playing.value = n ? { message: id, citation: n } : null;
  };
  const numbers = new Set(citations.map((citation) => citation.number));
  return (
    <article class="bubble camera answer" tabIndex={0} aria-busy={isBusy} data-message={id}>
      {isTold && <p class="told"><Bell /> {words.value.conversation.told}</p>}
      {understanding && (
        <Chips
          understanding={understanding} zone={zone} isBusy={isBusy}
          onChange={(question, said) => onAsk({ text: said, question })}
        />
      )}
      {text
        ? <CitedText text={text} numbers={numbers} label={words.value.ask.citation} onCite={play} />
        : isBusy && <p class="words thinking">{words.value.ask.thinking}</p>}
      <Choices choices={understanding?.choices ?? []} onAsk={onAsk} />
      <HourBars hours={hours} zone={zone} onPick={onGo} />
      <Citations citations={citations} channel={channel} zone={zone} playing={now} onPlay={play} />
      {props.children}
      {ms !== undefined && (
        <footer><time dateTime={new Date(ms).toISOString()}>{clock(ms, zone, locale.value)}</time></footer>
      )}
    </article>
  );
}

/** Asked back: which of these was meant? */
function Choices({ choices, onAsk }: { choices: readonly Chip_Choice[]; onAsk(ask: Ask): void }): JSX.Element | null {
  if (!choices.length) return null;
  return (
    <ul class="asked-back">
      {choices.map((choice) => (
        <li key={choice.text}>
          <button type="button" class="chip" onClick={() => onAsk({ text: choice.text, question: choice.question })}>
            {choice.text}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** An answer speaks the language of its question. */
function languageOf(understanding: Understanding | undefined): Locale {
  const language = understanding?.question?.language;
  return language === Language.PL ? 'pl' : language === Language.EN ? 'en' : locale.value;
}

interface AnswerProps {
  zone: string;
  channel: string;
  onAsk(ask: Ask): void;
  onGo(ms: number): void;
}

/** An answer as it is kept. */
export function AnswerMessage({ message, ...rest }: AnswerProps & { message: Message }): JSX.Element {
  const { understanding } = message;
  return (
    <AnswerBubble
      id={message.name} text={say(message.text, languageOf(understanding))} understanding={understanding}
      citations={message.citations} hours={message.hours} isTold={message.standingQuestion !== ''} ms={toMs(message.time)} {...rest}
    />
  );
}

interface PendingProps extends AnswerProps {
  pending: PendingAnswer;
  /** The asker's own words stand in the conversation already. */
  isAsked: boolean;
  onRetry(): void;
}

/** An answer as it is found. */
export function PendingMessage({ pending, isAsked, onRetry, ...rest }: PendingProps): JSX.Element {
  const { failure } = pending;
  return (
    <>
      {!isAsked && <OwnBubble text={pending.ask.text} isSending={!failure} />}
      {(!failure || pending.text || pending.understanding) && (
        <AnswerBubble
          id={pending.id} text={pending.text} understanding={pending.understanding} citations={pending.citations}
          hours={[]} isBusy={!failure} {...rest}
        />
      )}
      {failure && (
        <p class="failed" role="alert">
          {pending.text ? words.value.ask.stopped : words.value.ask.failed} {explain(failure)}
          <button type="button" class="quiet" onClick={onRetry}>{words.value.ask.retry}</button>
        </p>
      )}
    </>
  );
}

interface OwnBubbleProps {
  text: string;
  name?: string;
  time?: string;
  isSending?: boolean;
}

/** The asker's own words, at the right. */
export function OwnBubble({ text, name, time, isSending }: OwnBubbleProps): JSX.Element {
  return (
    <article class={isSending ? 'bubble own sending' : 'bubble own'} tabIndex={0} data-message={name}>
      <span class="hidden">{words.value.conversation.you}: </span>
      <p class="words">{text}</p>
      {time && <footer><time>{time}</time></footer>}
    </article>
  );
}

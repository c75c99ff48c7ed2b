import type { JSX } from 'preact';
import type { Signal } from '@preact/signals';
import { Message_Author, type Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { locale, say, words } from '../i18n';
import { clock, dayTitle } from '../i18n/time';
import type { Ask } from '../state/asking';
import type { Conversation } from '../state/conversation';
import { messageMs } from '../state/timeline';
import { AnswerMessage, OwnBubble, PendingMessage } from './answer_message';
import { CameraMessage } from './camera_message';
import { GroupLine } from './group_line';
import { NamingNote, SupervisorQuestionMessage } from './naming';
import type { ShownRow } from './shown_rows';
import { UploadCard, UploadMessage } from './upload_card';

/** What the lines of a conversation have in common. */
export interface RowContext {
  conversation: Conversation;
  zone: string;
  channel: string;
  marked: Signal<string>;
  onAsk(ask: Ask): void;
  onGo(ms: number): void;
  onToggle(messages: readonly Message[], isOpen: boolean): void;
}

/** One line of a conversation. */
export function RowView({ row, context }: { row: ShownRow; context: RowContext }): JSX.Element {
  const { conversation, zone, channel, onAsk, onGo, onToggle } = context;
  const { conversation: text } = words.value;
  switch (row.kind) {
    case 'day': return <h3 class="day">{dayTitle(row.ms, zone, locale.value, words.value, Date.now())}</h3>;
    case 'older': return <p class="loading-line">{text.older}</p>;
    case 'hole': return <p class="loading-line">{text.hole}</p>;
    case 'upload': return <UploadCard upload={row.upload} />;
    case 'group': {
      const { messages, counts, isOpen } = row;
      return (
        <GroupLine messages={messages} counts={counts} isOpen={isOpen} zone={zone} onToggle={() => onToggle(messages, !isOpen)} />
      );
    }
    case 'pending': {
      const { asked, id } = row.pending;
      return (
        <PendingMessage
          pending={row.pending} isAsked={asked !== undefined && conversation.timeline.get(asked.name) !== undefined}
          zone={zone} channel={channel} onAsk={onAsk} onGo={onGo} onRetry={() => void conversation.asking.retry(id)}
        />
      );
    }
    case 'message': return (
      <div class={row.inGroup ? 'in-group' : ''}><MessageView message={row.message} context={context} /></div>
    );
  }
}

function MessageView({ message, context }: { message: Message; context: RowContext }): JSX.Element {
  const { zone, channel, marked, onAsk, onGo } = context;
  if (message.upload) return <UploadMessage message={message} zone={zone} onGo={onGo} />;
  if (message.author === Message_Author.USER) {
    return <OwnBubble text={say(message.text)} name={message.name} time={clock(messageMs(message), zone, locale.value)} />;
  }
  if (message.events.length && !message.answers) {
    return <CameraMessage message={message} zone={zone} channel={channel} isMarked={marked.value === message.name} />;
  }
  if (message.naming) return <NamingNote message={message} channel={channel} zone={zone} />;
  if (message.supervisorQuestion) return <SupervisorQuestionMessage message={message} channel={channel} zone={zone} />;
  if (message.author === Message_Author.NOTICE) return <p class="gap"><span>{say(message.text)}</span></p>;
  return <AnswerMessage message={message} zone={zone} channel={channel} onAsk={onAsk} onGo={onGo} />;
}

/** The moment that a line stands for; undefined for lines without one. */
export function timeOfRow(row: ShownRow, messages: readonly Message[]): number | undefined {
  switch (row.kind) {
    case 'message': return messageMs(row.message);
    case 'group': return messageMs(row.messages[0]!);
    case 'day': return row.ms;
    case 'hole': return row.hole.after;
    default: {
      const last = messages.at(-1);
      return last && messageMs(last);
    }
  }
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChannelId } from '../api/names';
import type { Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { say, words } from '../i18n';
import { useApp } from '../state/app';
import { isRefused } from '../state/snapshots';
import { Avatar, stateWords } from './avatar';
import * as Icon from './icons';
import { LiveDialog } from './live_dialog';
import { StandingQuestions } from './standing_questions';
import { isLiveCamera } from './use_snapshot';

interface ConversationHeaderProps {
  id: ChannelId;
  chat?: Chat;
  onBack(): void;
}

/** Whom one talks with, how it is, and what may be set for it. */
export function ConversationHeader({ id, chat, onBack }: ConversationHeaderProps): JSX.Element {
  const app = useApp();
  const [isReasonShown, setReasonShown] = useState(false);
  const [isStandingOpen, setStandingOpen] = useState(false);
  const [isLiveOpen, setLiveOpen] = useState(false);
  const now = chat && isLiveCamera(chat) ? app.snapshots.of(chat.channel).value : undefined;
  // Until the first answer it is not known whether this person may watch.
  const mayWatch = !!now && (now.url !== '' || (now.failure !== null && !isRefused(now)));
  const { conversation, list, live, standing } = words.value;
  const reason = say(chat?.stateReason);
  return (
    <header class="conversation-header">
      <button type="button" class="round back" aria-label={conversation.back} onClick={onBack}><Icon.Back /></button>
      {chat ? <Avatar chat={chat} /> : <span class="avatar skeleton" />}
      <div class="who">
        <h2>{chat?.displayName ?? <span class="skeleton line" />}</h2>
        {chat && (reason ? (
          <button type="button" class="state" aria-expanded={isReasonShown} onClick={() => setReasonShown(!isReasonShown)}>
            {stateWords(chat)}{isReasonShown && `: ${reason}`}
          </button>
        ) : <span class="state">{stateWords(chat)}</span>)}
      </div>
      {chat && (
        <>
          {mayWatch && (
            <button
              type="button" class="round watch" aria-label={live.open} title={live.open} aria-haspopup="dialog"
              onClick={() => setLiveOpen(true)}
            >
              <Icon.Eye />
            </button>
          )}
          <button
            type="button" class="round" aria-pressed={chat.pinned} aria-label={chat.pinned ? list.unpin : list.pin}
            title={chat.pinned ? list.unpin : list.pin} onClick={() => void app.chats.pin(chat.name, !chat.pinned)}
          >
            <Icon.Pin />
          </button>
          <button
            type="button" class="round" aria-label={standing.open} title={standing.open} aria-haspopup="dialog"
            onClick={() => setStandingOpen(true)}
          >
            <Icon.Bell />
          </button>
        </>
      )}
      {isLiveOpen && chat && <LiveDialog chat={chat} onClose={() => setLiveOpen(false)} />}
      {isStandingOpen && (
        <StandingQuestions project={`projects/${id.project}`} zone={chat?.timeZone ?? ''} onClose={() => setStandingOpen(false)} />
      )}
    </header>
  );
}

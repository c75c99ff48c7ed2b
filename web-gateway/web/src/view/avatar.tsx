import type { JSX } from 'preact';
import { Chat_CameraState as State, type Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { words } from '../i18n';
import { Variant } from '../state/media_urls';
import { usePlayback } from './clip';
import { Lens } from './icons';

export function stateWords(chat: Chat): string {
  const { state } = words.value;
  return {
    [State.UNSPECIFIED]: state.unspecified,
    [State.UPLOADS]: state.uploads,
    [State.ANALYSING]: state.analysing,
    [State.LIVE]: state.live,
    [State.ASLEEP]: state.asleep,
    [State.BLIND]: state.blind,
    [State.OFFLINE]: state.offline,
  }[chat.cameraState] ?? state.unspecified;
}

const kDots: Partial<Record<State, string>> = {
  [State.ANALYSING]: 'busy', [State.LIVE]: 'live', [State.ASLEEP]: 'asleep', [State.BLIND]: 'blind', [State.OFFLINE]: 'offline',
};

/** The round latest picture of a camera with a quiet dot for its state. */
export function Avatar({ chat }: { chat: Chat }): JSX.Element {
  const playback = usePlayback(chat.picture, Variant.STILL);
  const dot = kDots[chat.cameraState];
  return (
    <span class="avatar">
      {playback
        ? <img src={playback.url} alt="" decoding="async" draggable={false} />
        : <span class="no-picture"><Lens /></span>}
      {dot && <span class={`dot ${dot}`} title={stateWords(chat)} />}
    </span>
  );
}

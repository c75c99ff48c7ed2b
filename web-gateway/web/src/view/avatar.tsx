import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Chat_CameraState as State, type Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { words } from '../i18n';
import { Variant } from '../state/media_urls';
import { usePlayback } from './clip';
import { Lens } from './icons';
import { useSnapshot } from './use_snapshot';

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

const kRefreshMs = 10_000;

/** The round latest picture of a camera, of this moment where it is live and may be watched, with a quiet dot for its state. */
export function Avatar({ chat }: { chat: Chat }): JSX.Element {
  const playback = usePlayback(chat.picture, Variant.STILL);
  const place = useRef<HTMLSpanElement>(null);
  const now = useSnapshot(chat, kRefreshMs, place);
  const url = now.url || playback?.url;
  const dot = kDots[chat.cameraState];
  return (
    <span class="avatar" ref={place}>
      {url
        ? <img src={url} alt="" decoding="async" draggable={false} />
        : <span class="no-picture"><Lens /></span>}
      {dot && <span class={`dot ${dot}`} title={stateWords(chat)} />}
    </span>
  );
}

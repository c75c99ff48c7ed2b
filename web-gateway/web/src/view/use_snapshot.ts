import { useEffect, type MutableRef } from 'preact/hooks';
import { Chat_CameraState as State, type Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { useApp } from '../state/app';
import type { Snapshot } from '../state/snapshots';

const kCameras = [State.LIVE, State.ASLEEP, State.BLIND, State.OFFLINE];

/** A camera that can be watched now, or could be if it answered. */
export const isLiveCamera = (chat: Chat): boolean => kCameras.includes(chat.cameraState);

/** What is shown of a live camera; new every `everyMs` while `element` is on the screen (without one: while mounted). */
export function useSnapshot(chat: Chat, everyMs: number, element?: MutableRef<HTMLElement | null>): Snapshot {
  const { snapshots } = useApp();
  const { channel } = chat;
  const isLive = isLiveCamera(chat);
  useEffect(() => {
    if (!isLive) return;
    let isSeen = !element;
    const refresh = () => {
      if (isSeen && !document.hidden) void snapshots.refresh(channel, everyMs / 2);
    };
    const observer = element && new IntersectionObserver((entries) => {
      isSeen = entries.some((entry) => entry.isIntersecting);
      refresh();
    });
    if (observer && element.current) observer.observe(element.current);
    refresh();
    const timer = setInterval(refresh, everyMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      observer?.disconnect();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [channel, isLive, everyMs]);
  return snapshots.of(channel).value;
}

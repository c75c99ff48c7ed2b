import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { toFailure, type Failure } from '../api/failure';
import { Chat_CameraState as State, type Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, say, words } from '../i18n';
import { useApp } from '../state/app';
import { playLive } from '../state/live_stream';
import { Dialog } from './popover';
import { useSnapshot } from './use_snapshot';

const kRetryMs = 3000;
const kPictureMs = 1000;

/** starting: a snapshot; live: it moves; pictures: snapshots one after another; failed: words. */
type Phase = 'starting' | 'live' | 'pictures' | 'failed';

/** Whether only the moving picture is refused: a covered part of the view, or a coding that this browser cannot play. */
const isForPictures = (failure: Failure): boolean => ['CHANNEL_NOT_LIVE', 'CODEC_UNSUPPORTED'].includes(failure.reason);

/** What a camera sees now. It ends when it is closed, rests while the page is hidden, and comes back by itself. */
export function LiveDialog({ chat, onClose }: { chat: Chat; onClose(): void }): JSX.Element {
  const { clients } = useApp();
  const video = useRef<HTMLVideoElement>(null);
  const [phase, setPhase] = useState<Phase>('starting');
  const [failure, setFailure] = useState<Failure | null>(null);
  const snapshot = useSnapshot(chat, kPictureMs);
  const { live } = words.value;

  useEffect(() => {
    let ending = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    const start = async () => {
      const { signal } = ending;
      try {
        await playLive(clients, chat.channel, video.current!, signal);
        if (!signal.aborted) retry = setTimeout(start, kRetryMs);
      } catch (error) {
        if (signal.aborted) return;
        const why = toFailure(error);
        setFailure(why);
        setPhase(isForPictures(why) ? 'pictures' : 'failed');
        if (why.isPassing || why.reason === 'CAMERA_OFFLINE' || why.reason === 'OVERLOADED') retry = setTimeout(start, kRetryMs);
      }
    };
    const stop = () => {
      clearTimeout(retry);
      ending.abort();
    };
    const onVisibility = () => {
      stop();
      if (document.hidden) return;
      ending = new AbortController();
      void start();
    };
    if (!document.hidden) void start();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stop();
    };
  }, [chat.channel]);

  const reason = chat.cameraState === State.OFFLINE ? say(chat.stateReason) : '';
  const why = failure && (failure.reason === 'CAMERA_OFFLINE' && reason ? reason : explain(failure));
  const shown = phase === 'pictures' && snapshot.failure ? explain(snapshot.failure) : phase === 'pictures' ? live.pictures : why;
  return (
    <Dialog title={live.title(chat.displayName)} onClose={onClose} wide>
      <div class={`live-picture ${phase}`} aria-busy={phase === 'starting'}>
        {snapshot.url && phase !== 'live' && <img src={snapshot.url} alt={live.latest(chat.displayName)} />}
        <video
          ref={video} muted autoPlay playsInline aria-label={live.title(chat.displayName)} hidden={phase !== 'live' && phase !== 'starting'}
          onPlaying={() => { setPhase('live'); setFailure(null); }}
        />
        {phase === 'live' && <span class="live-mark">{words.value.state.live}</span>}
      </div>
      <p class="live-words" role="status">
        {phase === 'starting' && live.starting}
        {phase === 'failed' && <strong>{live.offline}</strong>}{phase === 'failed' && ' '}
        {(phase === 'failed' || phase === 'pictures') && shown}
      </p>
    </Dialog>
  );
}

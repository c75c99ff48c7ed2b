import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { explain, words } from '../i18n';
import { useApp } from '../state/app';
import { Variant, type Playback } from '../state/media_urls';
import { Close, Play } from './icons';

/** Seconds of lead, so that one sees it begin. */
const kLeadSeconds = 0.5;

/** The signed URL of a media or event; undefined while it is asked for, null when there is none. */
export function usePlayback(name: string, variant: Variant): Playback | null | undefined {
  const { urls } = useApp();
  const [found, setFound] = useState<{ name: string; playback: Playback | null } | undefined>();
  const known = name ? urls.peek(name, variant) : null;
  useEffect(() => {
    if (!name || urls.peek(name, variant)) return;
    let current = true;
    urls.get(name, variant).then(
      (playback) => current && setFound({ name, playback }),
      () => current && setFound({ name, playback: null }),
    );
    return () => {
      current = false;
    };
  }, [name, variant]);
  if (known !== undefined) return known;
  return found?.name === name ? found.playback : undefined;
}

interface StillProps {
  /** A media, or an event. */
  name: string;
  alt: string;
}

/** The picture of an event. It keeps its place while loading; without one there is a calm empty frame. */
export function Still({ name, alt }: StillProps): JSX.Element {
  const playback = usePlayback(name, Variant.STILL);
  const [state, setState] = useState<'loading' | 'shown' | 'gone'>('loading');
  const { urls } = useApp();
  if (!playback || state === 'gone') {
    return <span class={playback === undefined ? 'still skeleton' : 'still empty'} role="img" aria-label={alt} />;
  }
  return (
    <img
      class={state === 'shown' ? 'still' : 'still skeleton'} src={playback.url} alt={alt} decoding="async"
      draggable={false} onLoad={() => setState('shown')}
      onError={() => {
        urls.forget(name, Variant.STILL);
        setState('gone');
      }}
    />
  );
}

interface PlayerProps {
  /** A media, or an event: then its clip. */
  name: string;
  label: string;
  /** Where to begin, in seconds of the clip; absent: where the event begins. */
  atSeconds?: number;
  onClose(): void;
}

/** Plays a clip in place, from the moment that matters. */
export function Player({ name, label, atSeconds, onClose }: PlayerProps): JSX.Element {
  const { urls } = useApp();
  const [playback, setPlayback] = useState<Playback | undefined>(urls.peek(name, Variant.UNSPECIFIED));
  const [failure, setFailure] = useState('');
  const [attempt, setAttempt] = useState(0);
  const video = useRef<HTMLVideoElement>(null);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let current = true;
    setFailure('');
    urls.get(name, Variant.UNSPECIFIED).then(
      (found) => current && setPlayback(found),
      (error: unknown) => current && setFailure(explain(toFailure(error))),
    );
    return () => {
      current = false;
    };
  }, [name, attempt]);

  useEffect(() => root.current?.focus(), []);

  const start = playback ? Math.max(0, (atSeconds ?? playback.eventOffsetSeconds) - kLeadSeconds) : 0;
  const seek = () => {
    const element = video.current;
    if (!element) return;
    if (start > 0 && (!Number.isFinite(element.duration) || start < element.duration)) element.currentTime = start;
    element.play().catch(() => undefined);  // the controls are there when the browser will not start by itself
  };
  useEffect(() => {
    if (video.current && video.current.readyState >= 1) seek();
  }, [start]);

  const again = () => {
    urls.forget(name, Variant.UNSPECIFIED);
    setPlayback(undefined);
    setAttempt((n) => n + 1);
  };
  const { clip } = words.value;
  return (
    <div
      class="player" ref={root} tabIndex={-1} role="group" aria-label={clip.playing(label)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      {playback && !failure && (
        <video
          ref={video} src={playback.url} controls playsInline muted preload="auto" aria-label={label}
          onLoadedMetadata={seek} onError={() => setFailure(clip.failed)}
        />
      )}
      {!playback && !failure && <div class="player-wait skeleton"><span>{clip.loading}</span></div>}
      {failure && (
        <div class="player-wait">
          <span role="alert">{failure}</span>
          <button type="button" class="quiet" onClick={again}>{clip.retry}</button>
        </div>
      )}
      <button type="button" class="round over" aria-label={clip.close} onClick={onClose}><Close /></button>
    </div>
  );
}

interface PlayableProps {
  /** The event or media that is played, and the media of its picture (empty: the event's own). */
  name: string;
  still: string;
  label: string;
  atSeconds?: number;
  isOpen: boolean;
  onOpen(open: boolean): void;
}

/** A picture that becomes its clip when touched. */
export function Playable({ name, still, label, atSeconds, isOpen, onOpen }: PlayableProps): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (isOpen) {
    return <Player name={name} label={label} atSeconds={atSeconds} onClose={() => onOpen(false)} />;
  }
  return (
    <button
      type="button" class="playable" ref={button} onClick={() => onOpen(true)}
      aria-label={`${words.value.clip.play}: ${label}`}
    >
      <Still name={still || name} alt={words.value.clip.still(label)} />
      <span class="play-mark"><Play /></span>
    </button>
  );
}

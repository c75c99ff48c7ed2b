import { createContext } from 'preact';
import type { Signal } from '@preact/signals';
import { useContext } from 'preact/hooks';

/** What plays in a conversation: one thing at a time, in one message. */
export interface Playing {
  message: string;
  /** The event that plays, or the number of a citation. */
  event?: string;
  citation?: number;
  atSeconds?: number;
}

const PlayingContext = createContext<Signal<Playing | null> | null>(null);
export const PlayingProvider = PlayingContext.Provider;

export function usePlaying(): Signal<Playing | null> {
  const playing = useContext(PlayingContext);
  if (!playing) throw new Error('no PlayingProvider above');
  return playing;
}

import { useSignal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef, type MutableRef } from 'preact/hooks';
import { toFailure } from '../api/failure';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain } from '../i18n';
import type { Conversation } from '../state/conversation';
import { messageMs } from '../state/timeline';
import type { ShownRow } from './shown_rows';
import type { VirtualList } from './virtual_list';

/** Where the view should go, as soon as that is loaded. */
type Target = { ms: number } | { message: string; focus: boolean };

export interface Navigation {
  list: MutableRef<VirtualList<ShownRow> | null>;
  /** The message that was stepped to or linked to. */
  marked: Signal<string>;
  /** When what is in view happened; 0 before anything was. */
  seenMs: Signal<number>;
  goToTime(ms: number): Promise<void>;
  /** Shows a message and marks it, opening the group that holds it. */
  mark(message: Message, focus: boolean): void;
  /** To the next or previous event. */
  step(direction: 1 | -1): void;
}

/**
 * Moving about in a conversation. `open` opens the group that holds a message; `complain` says why something could not be
 * reached.
 */
export function useNavigation(
  conversation: Conversation, rows: readonly ShownRow[], open: (message: Message) => void, complain: (why: string) => void,
): Navigation {
  const list = useRef<VirtualList<ShownRow>>(null);
  const target = useRef<Target | null>(null);
  const marked = useSignal('');
  const seenMs = useSignal(0);
  const { timeline } = conversation;

  const settle = (): void => {
    const wanted = target.current;
    if (!wanted || !list.current) return;
    const message = 'message' in wanted
      ? timeline.get(wanted.message)
      : timeline.messages.find((candidate) => messageMs(candidate) >= wanted.ms) ?? timeline.messages.at(-1);
    if (!message) return;
    const folded = rows.find((row) => row.kind === 'group' && !row.isOpen && row.messages.includes(message));
    if (folded && 'message' in wanted) {
      open(message);
      return;
    }
    if (!list.current.scrollTo(folded?.key ?? message.name)) return;
    target.current = null;
    if ('focus' in wanted && wanted.focus) requestAnimationFrame(() => list.current?.focusRow(message.name));
  };
  useLayoutEffect(settle, [rows]);

  const go = (wanted: Target): void => {
    target.current = wanted;
    settle();
  };
  const mark = (message: Message, focus: boolean): void => {
    marked.value = message.name;
    go({ message: message.name, focus });
  };
  return {
    list,
    marked,
    seenMs,
    mark,
    async goToTime(ms) {
      try {
        await conversation.loadAround(ms);
        go({ ms });
      } catch (error) {
        complain(explain(toFailure(error)));
      }
    },
    step(direction) {
      const told = timeline.messages.filter((message) => message.events.length > 0);
      const at = told.findIndex((message) => message.name === marked.value);
      const near = told.findIndex((message) => messageMs(message) >= seenMs.value);
      const from = at >= 0 ? at + direction : near < 0 ? told.length - 1 : direction > 0 ? near : near - 1;
      const next = told[Math.min(told.length - 1, Math.max(0, from))];
      if (from < 0) conversation.loadOlder().catch((error: unknown) => complain(explain(toFailure(error))));
      if (next) mark(next, true);
    },
  };
}

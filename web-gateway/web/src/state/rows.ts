import { Message_Author, type Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { EventKind, Severity } from '../gen/cameramonit/events/v1/event_pb';
import { startOfDay } from '../i18n/time';
import type { Hole } from './timeline';
import { messageMs } from './timeline';

/** One line of the conversation as shown. `key` stays the same while it is the same line. */
export type Row =
  | { kind: 'day'; key: string; ms: number }
  | { kind: 'message'; key: string; message: Message; inGroup: boolean }
  | { kind: 'group'; key: string; messages: Message[]; counts: [string, number][]; isOpen: boolean }
  | { kind: 'older'; key: string }
  | { kind: 'hole'; key: string; hole: Hole };

export interface RowOptions {
  zone: string;
  hasOlder: boolean;
  holes: readonly Hole[];
  /** Names of messages whose group was opened. */
  opened: ReadonlySet<string>;
}

/** Fewer alike are shown one by one. */
const kGroupAtLeast = 4;
/** The newest stay open at the end of the conversation, so that news can be read as they come. */
const kNewestOpen = 3;
const kHourMs = 3_600_000;

const kRoutine = new Set([
  EventKind.APPEARED, EventKind.LEFT, EventKind.MOVED, EventKind.MOVED_OFF, EventKind.ENTERED_ZONE, EventKind.LEFT_ZONE,
]);

/** The class of an everyday passage; undefined for all that deserves a line of its own. */
export function routineClass(message: Message): string | undefined {
  if (message.author !== Message_Author.CAMERA || !message.events.length || message.standingQuestion) return undefined;
  if (message.answers || message.citations.length) return undefined;
  const isRoutine = message.events.every((event) => kRoutine.has(event.kind) && event.severity <= Severity.INFO);
  return isRoutine ? message.events[0]!.objectClass || 'object' : undefined;
}

/** Runs of everyday passages within an hour, classes that are rare in a run standing out of it. */
function split(messages: readonly Message[], holes: readonly Hole[]): Message[][] {
  const runs: Message[][] = [];
  let run: Message[] = [];
  let runIsRoutine = false;
  const flush = () => {
    if (run.length) runs.push(...(runIsRoutine ? withoutRare(run) : [run]));
    run = [];
  };
  let nextHole = 0;
  for (const message of messages) {
    const ms = messageMs(message);
    const isRoutine = routineClass(message) !== undefined;
    let crossesHole = false;
    while (nextHole < holes.length && holes[nextHole]!.after < ms) {
      crossesHole = true;
      nextHole++;
    }
    const first = run[0];
    if (crossesHole || !isRoutine || !runIsRoutine || (first && ms - messageMs(first) >= kHourMs)) flush();
    runIsRoutine = isRoutine;
    run.push(message);
  }
  flush();
  return runs;
}

function withoutRare(run: Message[]): Message[][] {
  const counts = countClasses(run);
  const isRare = (message: Message) => (counts.get(routineClass(message)!) ?? 0) < kGroupAtLeast - 1;
  const parts: Message[][] = [];
  let part: Message[] = [];
  for (const message of run) {
    if (!isRare(message)) {
      part.push(message);
      continue;
    }
    if (part.length) parts.push(part);
    parts.push([message]);
    part = [];
  }
  if (part.length) parts.push(part);
  return parts;
}

function countClasses(messages: readonly Message[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const message of messages) {
    const name = routineClass(message) ?? 'object';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The lines of a conversation: days, gaps in what is loaded, messages, and many alike as one line that opens. */
export function buildRows(messages: readonly Message[], options: RowOptions): Row[] {
  const rows: Row[] = [];
  if (options.hasOlder) rows.push({ kind: 'older', key: 'older' });
  let dayEnd = -Infinity;
  let nextHole = 0;
  const before = (ms: number) => {
    while (nextHole < options.holes.length && options.holes[nextHole]!.after < ms) {
      const hole = options.holes[nextHole++]!;
      rows.push({ kind: 'hole', key: `hole-${hole.before}`, hole });
    }
    if (ms < dayEnd) return;
    const start = startOfDay(ms, options.zone);
    dayEnd = startOfDay(ms, options.zone, 1);
    rows.push({ kind: 'day', key: `day-${start}`, ms });
  };
  const show = (message: Message, inGroup: boolean) => {
    before(messageMs(message));
    rows.push({ kind: 'message', key: message.name, message, inGroup });
  };

  const runs = split(messages, options.holes);
  runs.forEach((run, index) => {
    const isLast = index === runs.length - 1;
    const folded = run.length >= kGroupAtLeast ? run.slice(0, isLast ? -kNewestOpen : run.length) : [];
    if (folded.length >= 2) {
      before(messageMs(folded[0]!));
      const isOpen = folded.some((message) => options.opened.has(message.name));
      const counts = [...countClasses(folded)].sort((a, b) => b[1] - a[1]);
      rows.push({ kind: 'group', key: `group-${folded[0]!.name}`, messages: folded, counts, isOpen });
      if (isOpen) folded.forEach((message) => show(message, true));
      run.slice(folded.length).forEach((message) => show(message, false));
    } else {
      run.forEach((message) => show(message, false));
    }
  });
  return rows;
}

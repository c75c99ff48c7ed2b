import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { toMs } from '../api/timestamp';

/** Time that is loaded without a break. `from` is -Infinity at the beginning of all, `to` Infinity at the live end. */
interface Segment {
  from: number;
  to: number;
  /** Continues before `from`; empty when nothing is there. */
  olderToken: string;
}

/** A break between what is loaded before and after it. */
export interface Hole {
  after: number;
  before: number;
}

export const messageMs = (message: Message): number => toMs(message.time);

const compare = (a: Message, b: Message): number =>
  messageMs(a) - messageMs(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/**
 * The messages of a conversation in the order of time, as far as they are loaded. It knows where something is missing,
 * so one can jump anywhere and fill in later. Reentrant.
 */
export class Timeline {
  private sorted: Message[] = [];
  private readonly byName = new Map<string, Message>();
  private segments: Segment[] = [];

  get messages(): readonly Message[] {
    return this.sorted;
  }

  get(name: string): Message | undefined {
    return this.byName.get(name);
  }

  get holes(): Hole[] {
    return this.segments.slice(1).map((segment, i) => ({ after: this.segments[i]!.to, before: segment.from }));
  }

  /** For ListMessages, where the earliest loaded stretch goes on; empty when there is nothing before it. */
  get olderToken(): string {
    return this.segments[0]?.olderToken ?? '';
  }

  isLoaded(ms: number): boolean {
    return this.segments.some((segment) => ms >= segment.from && ms <= segment.to);
  }

  clear(): void {
    this.sorted = [];
    this.byName.clear();
    this.segments = [];
  }

  /** Ends the live snapshot: what was put until now is the newest stretch, and `olderToken` continues it. */
  endSnapshot(olderToken: string): void {
    if (this.segments.length) return;
    const first = this.sorted[0];
    const from = olderToken && first ? messageMs(first) : -Infinity;
    this.segments = [{ from, to: Infinity, olderToken }];
  }

  /** A message that is new or has grown. What falls into a stretch that is not loaded waits until that is loaded. */
  put(message: Message): 'added' | 'changed' | 'elsewhere' {
    if (this.byName.has(message.name)) {
      this.insert(message);
      return 'changed';
    }
    if (this.segments.length && !this.isLoaded(messageMs(message))) return 'elsewhere';
    this.insert(message);
    return 'added';
  }

  remove(name: string): boolean {
    const old = this.byName.get(name);
    if (!old) return false;
    this.byName.delete(name);
    this.sorted.splice(this.sorted.indexOf(old), 1);
    return true;
  }

  /** What came before the earliest stretch. */
  addOlder(messages: readonly Message[], nextToken: string): void {
    const lowest = this.segments[0];
    if (!lowest) return;
    messages.forEach((message) => this.insert(message));
    const first = messages.length ? Math.min(...messages.map(messageMs)) : lowest.from;
    lowest.from = nextToken ? Math.min(lowest.from, first) : -Infinity;
    lowest.olderToken = nextToken;
  }

  /** What was found around a moment; `nextToken` continues before the earliest of it. */
  addAround(ms: number, messages: readonly Message[], nextToken: string): void {
    const times = [ms, ...messages.map(messageMs)];
    const added: Segment = {
      from: nextToken ? Math.min(...times) : -Infinity,
      to: Math.max(...times),
      olderToken: nextToken,
    };
    messages.forEach((message) => this.insert(message));
    this.merge(added);
  }

  /** What follows the beginning of a hole: a stretch around `hole.after`. No progress means that nothing is missing. */
  fill(hole: Hole, messages: readonly Message[]): void {
    const further = messages.map(messageMs).filter((time) => time > hole.after);
    messages.forEach((message) => this.insert(message));
    const segment = this.segments.find((candidate) => candidate.to === hole.after);
    if (!segment) return;
    const reached = further.length ? Math.max(...further) : hole.before;
    this.merge({ ...segment, to: Math.max(segment.to, reached) });
  }

  /** The message of an event. */
  withEvent(event: string): Message | undefined {
    return this.sorted.find((message) => message.events.some((item) => item.name === event));
  }

  private merge(added: Segment): void {
    const apart: Segment[] = [];
    let whole = added;
    for (const segment of this.segments) {
      if (segment.to < whole.from || segment.from > whole.to) {
        apart.push(segment);
        continue;
      }
      const earlier = segment.from < whole.from ? segment : whole;
      whole = { from: earlier.from, to: Math.max(segment.to, whole.to), olderToken: earlier.olderToken };
    }
    this.segments = [...apart, whole].sort((a, b) => a.from - b.from);
  }

  private insert(message: Message): void {
    const old = this.byName.get(message.name);
    this.byName.set(message.name, message);
    if (old) {
      const at = this.sorted.indexOf(old);
      if (compare(old, message) === 0) {
        this.sorted[at] = message;
        return;
      }
      this.sorted.splice(at, 1);
    }
    this.sorted.splice(this.placeOf(message), 0, message);
  }

  /** Where it belongs, by bisection. */
  private placeOf(message: Message): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.sorted[middle]!, message) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import { signal, type Signal } from '@preact/signals';
import type { Clients } from '../api/clients';
import { toFailure, type Failure } from '../api/failure';
import { toMs } from '../api/timestamp';

/** The latest picture of a live camera, or why there is none. */
export interface Snapshot {
  /** A blob of this page; empty while there is none. */
  url: string;
  takenMs: number;
  /** Of the last attempt; the picture before it stays. */
  failure: Failure | null;
}

interface Entry {
  shown: Signal<Snapshot>;
  askedMs: number;
  asking: Promise<void> | null;
}

const kNone: Snapshot = { url: '', takenMs: 0, failure: null };
const kAtOnce = 2;
const kRefusedForMs = 5 * 60_000;

export const isRefused = (snapshot: Snapshot): boolean => snapshot.failure?.code === 'PERMISSION_DENIED';

/** Pictures of live cameras as they are now, asked for a few at a time and never twice at once. */
export class Snapshots {
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly clients: Pick<Clients, 'analyzer'>,
    private readonly now: () => number = Date.now,
  ) {}

  of(channel: string): Signal<Snapshot> {
    return this.entry(channel).shown;
  }

  /** Asks unless the last answer is younger than `maxAgeMs`. Whoever has no right is not asked for again for minutes. */
  refresh(channel: string, maxAgeMs: number): Promise<void> {
    const entry = this.entry(channel);
    if (entry.asking) return entry.asking;
    const age = isRefused(entry.shown.value) ? Math.max(maxAgeMs, kRefusedForMs) : maxAgeMs;
    if (this.now() - entry.askedMs < age) return Promise.resolve();
    entry.asking = this.ask(channel, entry).finally(() => {
      entry.askedMs = this.now();
      entry.asking = null;
    });
    return entry.asking;
  }

  /** For the next user. */
  clear(): void {
    for (const entry of this.entries.values()) this.show(entry, kNone);
    this.entries.clear();
  }

  private entry(channel: string): Entry {
    let entry = this.entries.get(channel);
    if (!entry) {
      entry = { shown: signal(kNone), askedMs: -Infinity, asking: null };
      this.entries.set(channel, entry);
    }
    return entry;
  }

  private async ask(channel: string, entry: Entry): Promise<void> {
    if (this.running >= kAtOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    try {
      const { jpeg, takenTime } = await this.clients.analyzer.getSnapshot({ channel });
      if (this.entries.get(channel) !== entry) return;
      const url = URL.createObjectURL(new Blob([jpeg as BlobPart], { type: 'image/jpeg' }));
      this.show(entry, { url, takenMs: toMs(takenTime), failure: null });
    } catch (error) {
      const failure = toFailure(error);
      // What may not be seen any more is not kept on the screen either.
      this.show(entry, failure.code === 'PERMISSION_DENIED' ? { ...kNone, failure } : { ...entry.shown.value, failure });
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private show(entry: Entry, next: Snapshot): void {
    const before = entry.shown.value.url;
    entry.shown.value = next;
    if (before && before !== next.url) URL.revokeObjectURL(before);
  }
}

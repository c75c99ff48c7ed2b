import { computed, signal } from '@preact/signals';
import type { FollowState } from '../api/follow';
import type { Failure } from '../api/failure';

/** Losses shorter than this are nobody's concern. */
const kShownAfterMs = 2_000;

/** Whether the server is heard, for the thin bar. */
export class Connection {
  /** When the last word came, in ms; 0 before the first. */
  readonly lastWordMs = signal(0);
  readonly failure = signal<Failure | undefined>(undefined);
  private readonly lost = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly losing = new Set<string>();
  private readonly wakers = new Set<() => void>();

  /** True when the bar should be shown. */
  readonly isLost = computed(() => this.lost.value);

  heard(): void {
    this.lastWordMs.value = Date.now();
  }

  /** What a followed stream reports under its name. */
  report(name: string, state: FollowState): void {
    if (state.connected) {
      this.heard();
      this.losing.delete(name);
    } else {
      this.losing.add(name);
      this.failure.value = state.failure;
    }
    this.update();
  }

  /** The stream is no more, with what it reported. */
  forget(name: string): void {
    this.losing.delete(name);
    this.update();
  }

  /** `wake` is called when there is hope: the network came back, or the user asked. Returns the way to end it. */
  onHope(wake: () => void): () => void {
    this.wakers.add(wake);
    return () => this.wakers.delete(wake);
  }

  tryNow(): void {
    this.wakers.forEach((wake) => wake());
  }

  private update(): void {
    if (!this.losing.size) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.lost.value = false;
      return;
    }
    this.timer ??= setTimeout(() => (this.lost.value = this.losing.size > 0), kShownAfterMs);
  }
}

import { Code, ConnectError } from '@connectrpc/connect';
import { toFailure, type Failure } from './failure';

/** How a followed stream does, for the thin bar. */
export interface FollowState {
  connected: boolean;
  /** The last failure while not connected. */
  failure?: Failure;
}

export interface FollowOptions<T> {
  /** Opens the stream, continuing where the receiver stands. */
  open(signal: AbortSignal): AsyncIterable<T>;
  onItem(item: T): void;
  onState?(state: FollowState): void;
  /** Called instead of trying again when the failure will not pass by itself; true: the receiver mended it, go on. */
  onRefused?(failure: Failure): boolean | Promise<boolean>;
  /** Silence longer than this is a lost connection: the server sends a checkpoint every 15 s. */
  silenceMs?: number;
  firstDelayMs?: number;
  longestDelayMs?: number;
  random?(): number;
}

/** A stream kept open: it is opened again after a loss, later and later, until stopped. */
export class Follower<T> {
  private readonly stopped = new AbortController();
  private attempt: AbortController | null = null;
  private wake: (() => void) | null = null;
  private paused = false;

  constructor(private readonly options: FollowOptions<T>) {
    void this.run();
  }

  stop(): void {
    this.stopped.abort();
    this.attempt?.abort();
    this.wake?.();
  }

  /** Lets the connection go while nobody looks. */
  pause(): void {
    this.paused = true;
    this.attempt?.abort();
  }

  /** Connects now, whatever the back-off. */
  resume(): void {
    this.paused = false;
    this.wake?.();
  }

  private async run(): Promise<void> {
    const { firstDelayMs = 500, longestDelayMs = 30_000, random = Math.random } = this.options;
    let failures = 0;
    while (!this.stopped.signal.aborted) {
      if (this.paused) {
        await this.sleep(2 ** 31 - 1);
        continue;
      }
      const heard = await this.once();
      if (this.stopped.signal.aborted) return;
      if (this.paused) continue;
      failures = heard ? 1 : failures + 1;
      const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
      await this.sleep(delay * (0.75 + 0.5 * random()));
    }
  }

  /** One connection; true when anything was heard on it. */
  private async once(): Promise<boolean> {
    const attempt = new AbortController();
    this.attempt = attempt;
    let heard = false;
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), this.options.silenceMs ?? 40_000);
    };
    try {
      listen();
      for await (const item of this.options.open(attempt.signal)) {
        if (attempt.signal.aborted) break;
        listen();
        if (!heard) this.options.onState?.({ connected: true });
        heard = true;
        this.options.onItem(item);
      }
      this.report({ connected: false });
    } catch (error) {
      const failure = toFailure(error);
      this.report({ connected: false, failure });
      if (this.isFinal(error) && !(await this.options.onRefused?.(failure))) this.stopped.abort();
    } finally {
      clearTimeout(watchdog);
      this.attempt = null;
    }
    return heard;
  }

  private report(state: FollowState): void {
    if (!this.stopped.signal.aborted && !this.paused) this.options.onState?.(state);
  }

  private isFinal(error: unknown): boolean {
    const final = [Code.NotFound, Code.PermissionDenied, Code.Unauthenticated, Code.InvalidArgument, Code.OutOfRange,
      Code.Unimplemented];
    return final.includes(ConnectError.from(error).code) || toFailure(error).code === 'UNAUTHENTICATED';
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      const self = this;
      function done() {
        clearTimeout(timer);
        self.wake = null;
        resolve();
      }
      this.wake = done;
    });
  }
}

import { computed, signal } from '@preact/signals';
import type { Clients } from '../api/clients';
import { toFailure, type Failure } from '../api/failure';
import type { SessionKeeper } from '../api/session_keeper';
import { fromMs } from '../api/timestamp';
import { Message_Author, type HourCount, type Message } from '../gen/cameramonit/chat/v1/chat_pb';
import type { OpenChatResponse, SuggestResponse_Suggestion } from '../gen/cameramonit/chat/v1/chat_service_pb';
import { protoLanguage } from '../i18n';
import { Asking } from './asking';
import type { Connection } from './connection';
import { followLive } from './live';
import { messageMs, Timeline, type Hole } from './timeline';

const kPage = 200;

/** A day for the strip. */
export interface Day {
  /** Its beginning. */
  ms: number;
  hours: HourCount[];
  previousMs: number;
  nextMs: number;
}

/** One open conversation: its messages as they are loaded, its questions, its hints. Thread-bound to the page. */
export class Conversation {
  readonly timeline = new Timeline();
  /** Grows with every change of the timeline; read it to follow along. */
  readonly version = signal(0);
  readonly isLoaded = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly hints = signal<readonly SuggestResponse_Suggestion[]>([]);
  /** The newest thing said or changed, for those who listen instead of look. */
  readonly latest = signal<Message | undefined>(undefined);
  readonly asking: Asking;
  readonly isEmpty = computed(() => this.version.value >= 0 && !this.timeline.messages.length);

  /** Of the last checkpoint: where the stream goes on after a loss. */
  private revision = 0n;
  private readonly loading = new Set<string>();
  private readonly stopFollowing: () => void;
  private hintTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly name: string,
    private readonly clients: Clients,
    connection: Connection,
    keeper: SessionKeeper,
  ) {
    this.asking = new Asking(clients, name, (message) => this.put(message));
    this.stopFollowing = followLive<OpenChatResponse>(`chat ${name}`, connection, keeper, {
      open: (signal) => clients.chat.openChat(
        this.isLoaded.value ? { chat: name, revision: this.revision } : { chat: name, newest: 50 }, { signal }),
      onItem: (item) => this.onChange(item),
      onRefused: (failure) => this.onRefused(failure),
    });
  }

  close(): void {
    this.stopFollowing();
    this.asking.end();
    clearTimeout(this.hintTimer);
  }

  /** Loads what came before the earliest loaded message. */
  async loadOlder(): Promise<void> {
    const pageToken = this.timeline.olderToken;
    if (!pageToken) return;
    await this.once('older', async () => {
      const reply = await this.clients.chat.listMessages({ chat: this.name, pageSize: kPage, pageToken });
      this.timeline.addOlder(reply.messages, reply.nextPageToken);
    });
  }

  /** Makes sure that the time around a moment is loaded. */
  async loadAround(ms: number): Promise<void> {
    if (this.timeline.isLoaded(ms)) return;
    await this.once(`around ${ms}`, async () => {
      const reply = await this.clients.chat.listMessages({ chat: this.name, pageSize: kPage, aroundTime: fromMs(ms) });
      this.timeline.addAround(ms, reply.messages, reply.nextPageToken);
    });
  }

  async fillHole(hole: Hole): Promise<void> {
    await this.once(`hole ${hole.before}`, async () => {
      const aroundTime = fromMs(hole.after);
      const reply = await this.clients.chat.listMessages({ chat: this.name, pageSize: kPage, aroundTime });
      this.timeline.fill(hole, reply.messages);
    });
  }

  /** The message that tells of an event, loading its time when needed; undefined when it is gone. */
  async findEvent(event: string): Promise<Message | undefined> {
    const known = this.timeline.withEvent(event);
    if (known) return known;
    const reply = await this.clients.events.getEvent({ name: event });
    if (!reply.event?.startTime) return undefined;
    const ms = Number(reply.event.startTime.seconds) * 1000 + reply.event.startTime.nanos / 1e6;
    await this.loadAround(ms);
    const there = this.timeline.withEvent(event);
    if (there || !reply.event.trackedObject) return there;
    return this.timeline.messages.find(
      (message) => message.events.some((item) => item.trackedObject === reply.event!.trackedObject));
  }

  /** The day that begins at `ms`; it is asked for by a moment `into` it. */
  async day(ms: number, into: number): Promise<Day> {
    const reply = await this.clients.chat.getDay({ chat: this.name, time: fromMs(ms + into) });
    const orNever = (time: typeof reply.previousDay) => (time ? Number(time.seconds) * 1000 : 0);
    return { ms, hours: reply.hours, previousMs: orNever(reply.previousDay), nextMs: orNever(reply.nextDay) };
  }

  refreshHints(): void {
    clearTimeout(this.hintTimer);
    this.hintTimer = setTimeout(() => {
      this.clients.chat.suggest({ chat: this.name, language: protoLanguage.value }).then(
        (reply) => (this.hints.value = reply.suggestions.slice(0, 4)),
        (error: unknown) => void toFailure(error),  // without hints one can still ask
      );
    }, 300);
  }

  private onChange({ change }: OpenChatResponse): void {
    if (change.case === 'message') {
      this.put(change.value);
    } else if (change.case === 'deleted') {
      if (this.timeline.remove(change.value)) this.changed();
    } else if (change.case === 'checkpoint') {
      if (change.value.revision > this.revision) this.revision = change.value.revision;
      if (this.isLoaded.value) return;
      this.timeline.endSnapshot(change.value.olderPageToken);
      this.isLoaded.value = true;
      this.failure.value = undefined;
      this.changed();
    }
  }

  /** A revision that is too old: what was loaded may have changed unseen, so begin anew. */
  private onRefused(failure: Failure): boolean {
    if (failure.reason === 'REVISION_COMPACTED') {
      this.timeline.clear();
      this.revision = 0n;
      this.isLoaded.value = false;
      this.changed();
      return true;
    }
    this.failure.value = failure;
    return false;
  }

  private put(message: Message): void {
    const effect = this.timeline.put(message);
    this.asking.settle(message);
    if (effect === 'elsewhere') return;
    if (this.isLoaded.value) {
      if (effect === 'added' && message.author === Message_Author.CAMERA) this.latest.value = message;
      if (message.answers || message.upload) this.refreshHints();
    }
    if (this.isLoaded.value) this.changed();
  }

  private changed(): void {
    this.version.value++;
  }

  private async once(what: string, work: () => Promise<void>): Promise<void> {
    if (this.loading.has(what)) return;
    this.loading.add(what);
    try {
      await work();
      this.changed();
    } finally {
      this.loading.delete(what);
    }
  }
}

/** When the conversation's newest message was said or seen; 0 when there is none. */
export const newestMs = (conversation: Conversation): number => {
  const last = conversation.timeline.messages.at(-1);
  return last ? messageMs(last) : 0;
};

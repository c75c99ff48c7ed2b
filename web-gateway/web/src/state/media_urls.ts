import type { Clients } from '../api/clients';
import { toFailure } from '../api/failure';
import { durationSeconds, toMs } from '../api/timestamp';
import { GetPlaybackUrlRequest_Variant as Variant, type GetPlaybackUrlResponse } from '../gen/cameramonit/media/v1/media_service_pb';

export { Variant };

/** Where something can be played or shown, for a while. */
export interface Playback {
  url: string;
  expireMs: number;
  contentType: string;
  /** Where in it the event itself begins. */
  eventOffsetSeconds: number;
}

const kRenewBeforeMs = 60_000;
const kAtOnce = 4;
const kKept = 600;
const kAttempts = 10;

/** Signed URLs of media, asked for once and kept until they expire. */
export class MediaUrls {
  private readonly known = new Map<string, Playback>();
  private readonly asked = new Map<string, Promise<Playback>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly clients: Pick<Clients, 'media'>,
    private readonly now: () => number = Date.now,
    private readonly waitMs = 1000,
  ) {}

  /** What is known already, without asking. */
  peek(name: string, variant: Variant): Playback | undefined {
    const playback = this.known.get(`${variant} ${name}`);
    return playback && playback.expireMs - kRenewBeforeMs > this.now() ? playback : undefined;
  }

  /** `name` is a media or an event. Throws a Failure's cause: MEDIA_UNKNOWN, FILE_MISSING, PERMISSION_DENIED. */
  async get(name: string, variant: Variant): Promise<Playback> {
    const key = `${variant} ${name}`;
    const known = this.peek(name, variant);
    if (known) return known;
    let asked = this.asked.get(key);
    if (!asked) {
      asked = this.ask(name, variant).finally(() => this.asked.delete(key));
      this.asked.set(key, asked);
    }
    return asked;
  }

  forget(name: string, variant: Variant): void {
    this.known.delete(`${variant} ${name}`);
  }

  private async ask(name: string, variant: Variant): Promise<Playback> {
    if (this.running >= kAtOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    try {
      const reply = await this.whenMade(name, variant);
      const playback: Playback = {
        url: reply.url.startsWith('/') ? reply.url : `/${reply.url}`,
        expireMs: toMs(reply.expireTime) || this.now() + 5 * 60_000,
        contentType: reply.contentType,
        eventOffsetSeconds: durationSeconds(reply.eventOffset),
      };
      this.keep(`${variant} ${name}`, playback);
      return playback;
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  /** A clip is cut at its first play; on a busy server that takes longer than one call waits. */
  private async whenMade(name: string, variant: Variant): Promise<GetPlaybackUrlResponse> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.clients.media.getPlaybackUrl({ name, variant });
      } catch (error) {
        const failure = toFailure(error);
        const isBeingMade = failure.isPassing && failure.reason !== 'OFFLINE';
        if (!isBeingMade || attempt === kAttempts) throw failure;
        await new Promise((resolve) => setTimeout(resolve, this.waitMs));
      }
    }
  }

  private keep(key: string, playback: Playback): void {
    this.known.delete(key);
    this.known.set(key, playback);
    if (this.known.size > kKept) this.known.delete(this.known.keys().next().value!);
  }
}

import { signal } from '@preact/signals';
import type { Clients } from '../api/clients';
import { Failure, toFailure } from '../api/failure';
import type { Media } from '../gen/cameramonit/media/v1/media_pb';
import { randomUuid } from './random_uuid';
import type { StoredUpload, UploadStore } from './upload_store';

export type UploadState = 'preparing' | 'sending' | 'waiting' | 'checking' | 'done' | 'failed' | 'needs-file';

/** A film on its way to the server, as shown. */
export interface UploadView {
  id: string;
  channel: string;
  fileName: string;
  size: number;
  sent: number;
  state: UploadState;
  secondsLeft?: number;
  failure?: Failure;
  /** Once it is there. */
  media?: Media;
}

const kSmallestChunk = 64 * 1024;
/** What the contract allows in one message. */
const kLargestChunk = 1024 * 1024;
const kChunkTakesMs = 800;
const kDigestUpTo = 32 * 1024 * 1024;
const kLongestWaitMs = 15_000;

/**
 * Sends films in chunks and goes on after lost connections and reloads, each from where the server stands.
 * Errors end an upload only when trying again would not help.
 */
export class Uploads {
  readonly views = signal<readonly UploadView[]>([]);
  private readonly files = new Map<string, { stored: StoredUpload; file?: Blob; cancel: AbortController }>();
  private user = '';

  /** `onHope(wake)` lets a waiting upload be woken; it returns the way to end that. */
  constructor(
    private readonly clients: Pick<Clients, 'media'>,
    private readonly store: UploadStore,
    private readonly onHope: (wake: () => void) => () => void = () => () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes up what this user left unfinished. */
  async start(user: string): Promise<void> {
    this.user = user;
    for (const stored of await this.store.all()) {
      if (stored.user !== user || this.files.has(stored.id)) continue;
      this.begin(stored, stored.file, stored.file ? 'preparing' : 'needs-file');
    }
  }

  /** Stops sending, e.g. at logout; what is stored goes on when the same user is back. */
  stop(): void {
    this.files.forEach(({ cancel }) => cancel.abort());
    this.files.clear();
    this.views.value = [];
    this.user = '';
  }

  of(channel: string): UploadView[] {
    return this.views.value.filter((view) => view.channel === channel);
  }

  async add(channel: string, file: File): Promise<void> {
    const stored: StoredUpload = {
      id: randomUuid(), requestId: randomUuid(), user: this.user, channel, fileName: file.name, size: file.size,
      lastModified: file.lastModified, upload: '', file,
    };
    this.begin(stored, file, 'preparing');
  }

  /** The file of an upload whose content the browser did not keep. False: it is another file. */
  giveFile(id: string, file: File): boolean {
    const known = this.files.get(id);
    if (!known) return false;
    const { fileName, size, lastModified } = known.stored;
    if (file.name !== fileName || file.size !== size || file.lastModified !== lastModified) return false;
    this.begin(known.stored, file, 'preparing');
    return true;
  }

  retry(id: string): void {
    const known = this.files.get(id);
    if (!known?.file) return;
    this.begin({ ...known.stored, upload: '', requestId: randomUuid() }, known.file, 'preparing');
  }

  /** Ends an upload, or takes its card away. */
  async cancel(id: string): Promise<void> {
    const known = this.files.get(id);
    known?.cancel.abort();
    this.files.delete(id);
    const view = this.views.value.find((candidate) => candidate.id === id);
    this.views.value = this.views.value.filter((candidate) => candidate.id !== id);
    await this.store.remove(id);
    if (known?.stored.upload && view?.state !== 'done') {
      await this.clients.media.cancelUpload({ name: known.stored.upload }).catch(() => undefined);  // it expires anyway
    }
  }

  private begin(stored: StoredUpload, file: Blob | undefined, state: UploadState): void {
    const cancel = new AbortController();
    this.files.set(stored.id, { stored, file, cancel });
    const view: UploadView = {
      id: stored.id, channel: stored.channel, fileName: stored.fileName, size: stored.size, sent: 0, state,
    };
    this.views.value = [...this.views.value.filter((other) => other.id !== stored.id), view];
    if (file) void this.alone(stored.id, () => this.run(stored, file, cancel.signal));
  }

  /** In one tab only. */
  private async alone(id: string, work: () => Promise<void>): Promise<void> {
    if (typeof navigator === 'undefined' || !navigator.locks) return work();
    await navigator.locks.request(`cameramonit-upload-${id}`, work);
  }

  private async run(stored: StoredUpload, file: Blob, cancelled: AbortSignal): Promise<void> {
    let failures = 0;
    while (!cancelled.aborted) {
      try {
        const media = await this.attempt(stored, file, cancelled, () => (failures = 0));
        await this.store.remove(stored.id);
        this.change(stored.id, { state: 'done', media, sent: stored.size, secondsLeft: undefined });
        return;
      } catch (error) {
        if (cancelled.aborted) return;
        const failure = toFailure(error);
        if (failure.reason === 'UPLOAD_UNKNOWN' && stored.upload && failures === 0) {
          stored.upload = '';  // it expired on the server: from the start
          stored.requestId = randomUuid();
          failures++;
          continue;
        }
        if (!failure.isPassing) {
          await this.store.remove(stored.id);
          this.change(stored.id, { state: 'failed', failure, secondsLeft: undefined });
          return;
        }
        this.change(stored.id, { state: 'waiting', secondsLeft: undefined });
        await this.sleep(Math.min(kLongestWaitMs, 500 * 2 ** failures++), cancelled);
      }
    }
  }

  private async attempt(
    stored: StoredUpload, file: Blob, signal: AbortSignal, onProgress: () => void,
  ): Promise<Media | undefined> {
    const { media } = this.clients;
    const known = stored.upload
      ? (await media.getUpload({ name: stored.upload }, { signal })).upload
      : (await media.startUpload({
          channel: stored.channel, displayName: stored.fileName, sizeBytes: BigInt(stored.size), requestId: stored.requestId,
        }, { signal })).upload;
    if (!known) throw new Failure('INTERNAL', 'UNKNOWN', 'no upload in the reply');
    stored.upload = known.name;
    await this.store.put(stored);
    await this.send(stored, file, Number(known.receivedBytes), signal, onProgress);
    this.change(stored.id, { state: 'checking', sent: stored.size, secondsLeft: undefined });
    const finished = await media.finishUpload({ upload: stored.upload, sha256: await digest(file) }, { signal });
    return finished.media;
  }

  private async send(
    stored: StoredUpload, file: Blob, from: number, signal: AbortSignal, onProgress: () => void,
  ): Promise<void> {
    let offset = from;
    let chunk = kSmallestChunk * 4;
    let bytesPerMs = 0;
    while (offset < stored.size) {
      this.change(stored.id, {
        state: 'sending', sent: offset,
        secondsLeft: bytesPerMs ? (stored.size - offset) / bytesPerMs / 1000 : undefined,
      });
      const data = new Uint8Array(await file.slice(offset, offset + chunk).arrayBuffer());
      const began = this.now();
      const before = offset;
      offset = await this.sendChunk(stored.upload, offset, data, signal);
      onProgress();
      const took = Math.max(1, this.now() - began);
      const pace = Math.max(0, offset - before) / took;
      bytesPerMs = bytesPerMs ? bytesPerMs * 0.7 + pace * 0.3 : pace;
      chunk = Math.min(kLargestChunk, Math.max(kSmallestChunk, Math.min(chunk * 2, Math.round(pace * kChunkTakesMs))));
    }
  }

  private async sendChunk(upload: string, offset: number, data: Uint8Array, signal: AbortSignal): Promise<number> {
    try {
      const reply = await this.clients.media.uploadChunk({ upload, offset: BigInt(offset), data }, { signal });
      return Number(reply.receivedBytes);
    } catch (error) {
      const failure = toFailure(error);
      const received = Number(failure.metadata['received_bytes']);
      if (failure.reason === 'UPLOAD_OFFSET_WRONG' && Number.isFinite(received) && received !== offset) return received;
      throw error;
    }
  }

  private change(id: string, fields: Partial<UploadView>): void {
    this.views.value = this.views.value.map((view) => (view.id === id ? { ...view, ...fields } : view));
  }

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        endHope();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      const endHope = this.onHope(done);
      signal.addEventListener('abort', done);
    });
  }
}

/** Small files are checked on the server by their hash, where the page may compute it. */
async function digest(file: Blob): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle || file.size > kDigestUpTo) return new Uint8Array();
  return new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
}

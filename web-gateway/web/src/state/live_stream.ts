import type { Clients } from '../api/clients';
import { Failure } from '../api/failure';

/** Farther behind the camera than this, the picture jumps to the newest. */
const kBehindSeconds = 2;
const kLeadSeconds = 0.2;
/** Played pictures are let go, so that a view which is left open does not grow. */
const kKeptSeconds = 15;

const settled = (buffer: SourceBuffer): Promise<void> => new Promise((resolve, reject) => {
  buffer.addEventListener('updateend', () => resolve(), { once: true });
  buffer.addEventListener('error', () => reject(new Failure('CODEC_UNSUPPORTED', 'FAILED_PRECONDITION', '')), { once: true });
});

function stayLive(video: HTMLVideoElement): void {
  const { buffered } = video;
  if (!buffered.length) return;
  const start = buffered.start(buffered.length - 1);
  const end = buffered.end(buffered.length - 1);
  if (video.currentTime < start || end - video.currentTime > kBehindSeconds) {
    video.currentTime = Math.max(start, end - kLeadSeconds);
  }
}

/**
 * Plays what a live camera sends until it ends or `signal` aborts, which ends it without an error. Never transcoded: a
 * browser that cannot play the camera's coding gets CODEC_UNSUPPORTED. Errors: as StreamLive in the contract.
 */
export async function playLive(
  clients: Pick<Clients, 'analyzer'>, channel: string, video: HTMLVideoElement, signal: AbortSignal,
): Promise<void> {
  if (typeof MediaSource === 'undefined') throw new Failure('CODEC_UNSUPPORTED', 'FAILED_PRECONDITION', '');
  const source = new MediaSource();
  const url = URL.createObjectURL(source);
  try {
    video.src = url;
    await new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }));
    let buffer: SourceBuffer | undefined;
    for await (const { contentType, data } of clients.analyzer.streamLive({ channel }, { signal })) {
      if (!buffer) {
        if (!MediaSource.isTypeSupported(contentType)) throw new Failure('CODEC_UNSUPPORTED', 'FAILED_PRECONDITION', contentType);
        buffer = source.addSourceBuffer(contentType);
      }
      let done = settled(buffer);
      buffer.appendBuffer(data as BufferSource);
      await done;
      stayLive(video);
      if (video.paused) video.play().catch(() => undefined);
      const oldest = buffer.buffered.length ? buffer.buffered.start(0) : 0;
      if (video.currentTime - oldest > 2 * kKeptSeconds) {
        done = settled(buffer);
        buffer.remove(oldest, video.currentTime - kKeptSeconds);
        await done;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

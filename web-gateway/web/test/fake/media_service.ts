import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { fromMs } from '../../src/api/timestamp';
import { Message_Author, UploadStatusSchema } from '../../src/gen/cameramonit/chat/v1/chat_pb';
import { Media_AnalysisState, MediaSchema, UploadSchema, type Upload } from '../../src/gen/cameramonit/media/v1/media_pb';
import { GetPlaybackUrlRequest_Variant as Variant, MediaService } from '../../src/gen/cameramonit/media/v1/media_service_pb';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';
import type { FakeChats } from './chat_service';
import * as world from './world';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes films and "analyses" them; files without a video's name are refused. */
export function mediaRoutes(router: ConnectRouter, fake: FakeChats): void {
  const uploads = new Map<string, Upload & { channel: string }>();
  const upload = (name: string) => {
    const found = uploads.get(name);
    if (!found) throw new ConnectError('no such upload', Code.NotFound);
    return found;
  };

  async function analyse(channel: string, media: string, displayName: string): Promise<void> {
    const id = channel.split('/').at(-1)!;
    const message = world.messageAt(id, Date.now(), { author: Message_Author.USER });
    const began = Date.now();
    for (let step = 0; step <= 10; step++) {
      const state = step < 10 ? Media_AnalysisState.RUNNING : Media_AnalysisState.DONE;
      message.upload = create(UploadStatusSchema, { media, displayName, analysisState: state, progress: step / 10 });
      fake.put(`${channel}/chat`, { ...message });
      if (step % 3 === 1) {
        fake.put(`${channel}/chat`, world.told(id, began + step * 1000, `Osoba numer ${step} weszła od lewej.`, `Person number ${step} came in from the left.`));
      }
      await pause(Number(process.env['FAKE_STEP_MS'] ?? 250));
    }
  }

  router.service(MediaService, {
    startUpload(request) {
      const name = `${request.channel}/uploads/${request.requestId}`;
      if (!uploads.has(name)) {
        uploads.set(name, Object.assign(create(UploadSchema, {
          name, displayName: request.displayName, sizeBytes: request.sizeBytes,
        }), { channel: request.channel }));
      }
      return { upload: upload(name) };
    },
    async uploadChunk(request) {
      const found = upload(request.upload);
      if (request.offset === found.receivedBytes) found.receivedBytes += BigInt(request.data.length);
      await pause(Number(process.env['FAKE_CHUNK_MS'] ?? 50));
      return { receivedBytes: found.receivedBytes };
    },
    getUpload: (request) => ({ upload: upload(request.name) }),
    finishUpload(request) {
      const found = upload(request.upload);
      if (!/\.(avi|mp4|mkv)$/.test(found.displayName)) {
        throw new ConnectError('not a video', Code.InvalidArgument, undefined, [
          { desc: ErrorInfoSchema, value: { reason: 'NOT_A_VIDEO', domain: 'cameramonit' } },
        ]);
      }
      const name = `${found.channel}/media/${world.nextUuid()}`;
      void analyse(found.channel, name, found.displayName);
      return { media: create(MediaSchema, { name, displayName: found.displayName, startTime: fromMs(Date.now()) }) };
    },
    cancelUpload: () => ({}),
    getMedia: (request) => ({ media: create(MediaSchema, { name: request.name, startTime: fromMs(Date.now() - 60_000) }) }),
    getPlaybackUrl(request) {
      const hash = [...request.name].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
      const isStill = request.variant === Variant.STILL;
      return {
        url: isStill ? `/m/still-${hash % 8}` : '/m/clip', contentType: isStill ? 'image/jpeg' : 'video/mp4',
        expireTime: fromMs(Date.now() + 600_000), eventOffset: world.duration(3),
      };
    },
  });
}

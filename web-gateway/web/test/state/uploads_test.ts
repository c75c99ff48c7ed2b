import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';
import { MediaSchema } from '../../src/gen/cameramonit/media/v1/media_pb';
import { MediaService } from '../../src/gen/cameramonit/media/v1/media_service_pb';
import type { StoredUpload, UploadStore } from '../../src/state/upload_store';
import { Uploads } from '../../src/state/uploads';

// Node 18 has it only as a module.
globalThis.crypto ??= webcrypto as Crypto;

const kChannel = 'projects/p/channels/c';

/** The server's side: keeps bytes, fails when told to. */
class FakeMedia {
  received = Buffer.alloc(0);
  starts = 0;
  largest = 0;
  failNext: ConnectError[] = [];
  refuse: ConnectError | null = null;

  readonly client = createClient(MediaService, createRouterTransport(({ service }) => {
    service(MediaService, {
      startUpload: (request) => {
        this.starts++;
        return { upload: { name: `${request.channel}/uploads/${request.requestId}`, sizeBytes: request.sizeBytes } };
      },
      getUpload: (request) => ({ upload: { name: request.name, receivedBytes: BigInt(this.received.length) } }),
      uploadChunk: (request) => {
        const failure = this.failNext.shift();
        if (failure) throw failure;
        assert.equal(Number(request.offset), this.received.length);
        this.largest = Math.max(this.largest, request.data.length);
        this.received = Buffer.concat([this.received, request.data]);
        return { receivedBytes: BigInt(this.received.length) };
      },
      finishUpload: () => {
        if (this.refuse) throw this.refuse;
        return { media: create(MediaSchema, { name: `${kChannel}/media/1` }) };
      },
      cancelUpload: () => ({}),
    });
  }));
}

class MemoryStore implements UploadStore {
  kept = new Map<string, StoredUpload>();
  async all() { return [...this.kept.values()].map((one) => ({ ...one })); }
  async put(upload: StoredUpload) { this.kept.set(upload.id, { ...upload }); }
  async remove(id: string) { this.kept.delete(id); }
}

const film = (size: number) =>
  new File([Buffer.alloc(size, 7)], 'film.mp4', { lastModified: 5 }) as unknown as globalThis.File;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

function uploadsOf(media: FakeMedia, store: UploadStore, wakers: (() => void)[] = []): Uploads {
  return new Uploads({ media: media.client }, store, (wake) => {
    wakers.push(wake);
    return () => undefined;
  });
}

test('a film arrives whole, in chunks that the contract allows', async () => {
  const media = new FakeMedia();
  const store = new MemoryStore();
  const uploads = uploadsOf(media, store);
  await uploads.start('users/anna');
  await uploads.add(kChannel, film(5_000_000));
  await until(() => uploads.views.value[0]?.state === 'done');
  assert.equal(media.received.length, 5_000_000);
  assert.ok(media.largest <= 1024 * 1024);
  assert.equal(uploads.views.value[0]?.media?.name, `${kChannel}/media/1`);
  assert.equal(store.kept.size, 0);
});

test('a lost connection is waited out and the upload goes on where the server stands', async () => {
  const media = new FakeMedia();
  media.failNext = [new ConnectError('gone', Code.Unavailable)];
  const wakers: (() => void)[] = [];
  const uploads = uploadsOf(media, new MemoryStore(), wakers);
  await uploads.start('users/anna');
  await uploads.add(kChannel, film(900_000));
  await until(() => uploads.views.value[0]?.state === 'waiting');
  wakers.forEach((wake) => wake());
  await until(() => uploads.views.value[0]?.state === 'done');
  assert.equal(media.received.length, 900_000);
  assert.equal(media.starts, 1);
});

test('after a reload it goes on from where the server stands', async () => {
  const media = new FakeMedia();
  media.received = Buffer.alloc(300_000, 7);
  const store = new MemoryStore();
  store.kept.set('u', {
    id: 'u', requestId: 'r', user: 'users/anna', channel: kChannel, fileName: 'film.mp4', size: 700_000, lastModified: 5,
    upload: `${kChannel}/uploads/r`, file: film(700_000),
  });
  const uploads = uploadsOf(media, store);
  await uploads.start('users/anna');
  await until(() => uploads.views.value[0]?.state === 'done');
  assert.equal(media.received.length, 700_000);
  assert.equal(media.starts, 0);
});

test('a film that the browser did not keep is asked for again, and only the same one is taken', async () => {
  const media = new FakeMedia();
  const store = new MemoryStore();
  store.kept.set('u', {
    id: 'u', requestId: 'r', user: 'users/anna', channel: kChannel, fileName: 'film.mp4', size: 100_000, lastModified: 5,
    upload: `${kChannel}/uploads/r`,
  });
  const uploads = uploadsOf(media, store);
  await uploads.start('users/anna');
  assert.equal(uploads.views.value[0]?.state, 'needs-file');
  assert.equal(uploads.giveFile('u', film(99)), false);
  assert.equal(uploads.giveFile('u', film(100_000)), true);
  await until(() => uploads.views.value[0]?.state === 'done');
});

test("another user's unfinished film is none of ours", async () => {
  const store = new MemoryStore();
  store.kept.set('u', {
    id: 'u', requestId: 'r', user: 'users/jan', channel: kChannel, fileName: 'film.mp4', size: 1, lastModified: 5, upload: '',
  });
  const uploads = uploadsOf(new FakeMedia(), store);
  await uploads.start('users/anna');
  assert.equal(uploads.views.value.length, 0);
});

test('a refusal ends it with its reason, and a new attempt is a new upload', async () => {
  const media = new FakeMedia();
  media.refuse = new ConnectError('no', Code.InvalidArgument, undefined, [
    { desc: ErrorInfoSchema, value: { reason: 'NOT_A_VIDEO', domain: 'cameramonit' } },
  ]);
  const store = new MemoryStore();
  const uploads = uploadsOf(media, store);
  await uploads.start('users/anna');
  await uploads.add(kChannel, film(10));
  await until(() => uploads.views.value[0]?.state === 'failed');
  assert.equal(uploads.views.value[0]?.failure?.reason, 'NOT_A_VIDEO');
  assert.equal(store.kept.size, 0);
});

test('an offset that the server corrects is taken up', async () => {
  const media = new FakeMedia();
  media.received = Buffer.alloc(50_000, 7);
  media.failNext = [new ConnectError('offset', Code.FailedPrecondition, undefined, [
    { desc: ErrorInfoSchema, value: { reason: 'UPLOAD_OFFSET_WRONG', domain: 'cameramonit', metadata: { received_bytes: '50000' } } },
  ])];
  const uploads = uploadsOf(media, new MemoryStore());
  await uploads.start('users/anna');
  await uploads.add(kChannel, film(120_000));
  await until(() => uploads.views.value[0]?.state === 'done');
  assert.equal(media.received.length, 120_000);
});

test('cancelling takes the card away and forgets the film', async () => {
  const media = new FakeMedia();
  media.failNext = Array.from({ length: 50 }, () => new ConnectError('gone', Code.Unavailable));
  const store = new MemoryStore();
  const uploads = uploadsOf(media, store);
  await uploads.start('users/anna');
  await uploads.add(kChannel, film(120_000));
  await until(() => uploads.views.value[0]?.state === 'waiting');
  await uploads.cancel(uploads.views.value[0]!.id);
  assert.equal(uploads.views.value.length, 0);
  assert.equal(store.kept.size, 0);
});

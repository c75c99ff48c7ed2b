import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { fromMs } from '../../src/api/timestamp';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';
import { MediaService } from '../../src/gen/cameramonit/media/v1/media_service_pb';
import { MediaUrls, Variant } from '../../src/state/media_urls';

const kLifeMs = 300_000;

function urlsOf(clock: { now: number }) {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const media = createClient(MediaService, createRouterTransport(({ service }) => {
    service(MediaService, {
      async getPlaybackUrl(request) {
        asked.push(request.name);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
        return { url: `media/${request.name}`, expireTime: fromMs(clock.now + kLifeMs), eventOffset: { seconds: 3n, nanos: 500_000_000 } };
      },
    });
  }));
  return { urls: new MediaUrls({ media }, () => clock.now), asked, most: () => most };
}

test('a URL is asked for once, whoever wants it, until shortly before it expires', async () => {
  const clock = { now: 1_000_000 };
  const { urls, asked } = urlsOf(clock);
  const [one] = await Promise.all([urls.get('a', Variant.STILL), urls.get('a', Variant.STILL)]);
  assert.equal(one?.url, '/media/a');
  assert.equal(one?.eventOffsetSeconds, 3.5);
  assert.equal(urls.peek('a', Variant.STILL), one);
  assert.equal(urls.peek('a', Variant.UNSPECIFIED), undefined);
  assert.deepEqual(asked, ['a']);
  clock.now += kLifeMs - 30_000;
  await urls.get('a', Variant.STILL);
  assert.deepEqual(asked, ['a', 'a']);
});

test('a page of pictures does not take all connections', async () => {
  const { urls, asked, most } = urlsOf({ now: 0 });
  await Promise.all(Array.from({ length: 40 }, (_, i) => urls.get(`m${i}`, Variant.STILL)));
  assert.equal(asked.length, 40);
  assert.ok(most() <= 4);
});

test('a clip that is still being made is waited for', async () => {
  let asked = 0;
  const media = createClient(MediaService, createRouterTransport(({ service }) => {
    service(MediaService, {
      getPlaybackUrl() {
        if (++asked < 3) {
          throw new ConnectError('not yet', Code.Unavailable, undefined, [
            { desc: ErrorInfoSchema, value: { reason: 'OVERLOADED', domain: 'cameramonit' } },
          ]);
        }
        return { url: '/media/a' };
      },
    });
  }));
  const urls = new MediaUrls({ media }, () => 0, 1);
  assert.equal((await urls.get('a', Variant.UNSPECIFIED)).url, '/media/a');
  assert.equal(asked, 3);
});

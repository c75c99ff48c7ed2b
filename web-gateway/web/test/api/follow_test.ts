import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { Follower, type FollowState } from '../../src/api/follow';

const fast = { firstDelayMs: 1, longestDelayMs: 4, random: () => 0.5 };

/** Resolves when the condition holds; the runner's own limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('a lost stream is opened again and goes on', async () => {
  const items: number[] = [];
  const states: FollowState[] = [];
  let opened = 0;
  const follower = new Follower<number>({
    ...fast,
    async *open(signal) {
      yield ++opened;
      if (opened < 3) throw new ConnectError('gone', Code.Unavailable);
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    onItem: (item) => items.push(item),
    onState: (state) => states.push(state),
  });
  await until(() => items.length === 3);
  follower.stop();
  assert.deepEqual(items, [1, 2, 3]);
  assert.deepEqual(states.map((state) => state.connected), [true, false, true, false, true]);
  assert.equal(states[1]?.failure?.reason, 'OFFLINE');
});

test('a refusal ends it, unless the receiver mends the cause', async () => {
  let opened = 0;
  let refusals = 0;
  new Follower<number>({
    ...fast,
    async *open() {
      opened++;
      throw new ConnectError('too old', Code.OutOfRange);
    },
    onItem: () => {},
    onRefused: () => ++refusals < 3,
  });
  await until(() => refusals === 3);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(opened, 3);
});

test('silence is a lost connection', async () => {
  let opened = 0;
  const follower = new Follower<number>({
    ...fast,
    silenceMs: 5,
    async *open(signal) {
      opened++;
      yield opened;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new ConnectError('aborted', Code.Canceled))));
    },
    onItem: () => {},
  });
  await until(() => opened === 3);
  follower.stop();
});

test('a paused stream lets its connection go until it is resumed', async () => {
  const items: number[] = [];
  let opened = 0;
  const follower = new Follower<number>({
    ...fast,
    async *open(signal) {
      yield ++opened;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new ConnectError('aborted', Code.Canceled))));
    },
    onItem: (item) => items.push(item),
  });
  await until(() => items.length === 1);
  follower.pause();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(opened, 1);
  follower.resume();
  await until(() => items.length === 2);
  follower.stop();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { MessageSchema, type Message } from '../../src/gen/cameramonit/chat/v1/chat_pb';
import { fromMs } from '../../src/api/timestamp';
import { Timeline } from '../../src/state/timeline';

const at = (minute: number, name = `m${minute}`): Message =>
  create(MessageSchema, { name, time: fromMs(minute * 60_000) });
const names = (timeline: Timeline) => timeline.messages.map((message) => message.name);

function live(minutes: number[], olderToken: string): Timeline {
  const timeline = new Timeline();
  minutes.forEach((minute) => timeline.put(at(minute)));
  timeline.endSnapshot(olderToken);
  return timeline;
}

test('messages stand in the order of time, however they come', () => {
  const timeline = live([30, 10, 20], '');
  timeline.put(at(15));
  assert.deepEqual(names(timeline), ['m10', 'm15', 'm20', 'm30']);
});

test('a message that grows replaces itself and moves when its time changes', () => {
  const timeline = live([10, 20, 30], '');
  assert.equal(timeline.put(at(25, 'm10')), 'changed');
  assert.deepEqual(names(timeline), ['m20', 'm10', 'm30']);
});

test('news from before the loaded time wait until that is loaded', () => {
  const timeline = live([100, 110], 'token');
  assert.equal(timeline.put(at(50)), 'elsewhere');
  assert.deepEqual(names(timeline), ['m100', 'm110']);
  timeline.addOlder([at(50), at(60)], '');
  assert.equal(timeline.put(at(5)), 'added');
  assert.equal(timeline.olderToken, '');
});

test('jumping leaves a hole that fills from its beginning', () => {
  const timeline = live([100, 110], 'before-100');
  timeline.addAround(30 * 60_000, [at(20), at(40)], 'before-20');
  assert.equal(timeline.olderToken, 'before-20');
  assert.deepEqual(timeline.holes, [{ after: 40 * 60_000, before: 100 * 60_000 }]);
  assert.equal(timeline.isLoaded(70 * 60_000), false);

  timeline.fill(timeline.holes[0]!, [at(40), at(60), at(70)]);
  assert.deepEqual(timeline.holes, [{ after: 70 * 60_000, before: 100 * 60_000 }]);
  timeline.fill(timeline.holes[0]!, [at(70), at(90), at(100), at(110)]);
  assert.deepEqual(timeline.holes, []);
  assert.deepEqual(names(timeline), ['m20', 'm40', 'm60', 'm70', 'm90', 'm100', 'm110']);
  assert.equal(timeline.olderToken, 'before-20');
});

test('a hole with nothing in it closes', () => {
  const timeline = live([100], 'before-100');
  timeline.addAround(20 * 60_000, [at(20)], '');
  timeline.fill(timeline.holes[0]!, [at(20)]);
  assert.deepEqual(timeline.holes, []);
  assert.equal(timeline.isLoaded(50 * 60_000), true);
});

test('a jump into loaded time changes nothing but what is known', () => {
  const timeline = live([100, 110, 120], 'before-100');
  timeline.addAround(110 * 60_000, [at(100), at(110), at(120)], 'before-100');
  assert.deepEqual(timeline.holes, []);
  assert.equal(timeline.messages.length, 3);
});

test('what is removed is gone', () => {
  const timeline = live([10, 20], '');
  assert.equal(timeline.remove('m10'), true);
  assert.equal(timeline.remove('m10'), false);
  assert.deepEqual(names(timeline), ['m20']);
});

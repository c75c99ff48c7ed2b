import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../src/gen/cameramonit/chat/v1/chat_pb';
import { EventKind, Severity } from '../../src/gen/cameramonit/events/v1/event_pb';
import { buildRows, type Row, type RowOptions } from '../../src/state/rows';
import { manyMessages, noticeAt, told } from '../fake/world';

const kNoon = Date.parse('2026-11-23T11:00:00Z');
const kMinute = 60_000;
const options: RowOptions = { zone: 'Europe/Warsaw', hasOlder: false, holes: [], opened: new Set() };

const walkBys = (count: number, from = kNoon, every = kMinute): Message[] =>
  Array.from({ length: count }, (_, i) => told('brama', from + i * every, 'Osoba przeszła.', 'A person passed.'));
const kinds = (rows: readonly Row[]) => rows.map((row) => row.kind).join(' ');
const group = (rows: readonly Row[]) => rows.find((row) => row.kind === 'group');

test('twelve walk-bys in an hour are one line once something else follows', () => {
  const rows = buildRows([...walkBys(12), noticeAt('brama', kNoon + 20 * kMinute, 'przerwa', 'gap')], options);
  assert.equal(kinds(rows), 'day group message');
  assert.equal(group(rows)?.messages.length, 12);
  assert.deepEqual(group(rows)?.counts, [['person', 12]]);
});

test('the newest three stay open at the end', () => {
  const rows = buildRows(walkBys(12), options);
  assert.equal(kinds(rows), 'day group message message message');
});

test('an opened group shows its messages below its line', () => {
  const messages = walkBys(12);
  const rows = buildRows(messages, { ...options, opened: new Set([messages[4]!.name]) });
  assert.equal(rows.filter((row) => row.kind === 'message' && row.inGroup).length, 9);
  assert.equal(group(rows)?.isOpen, true);
});

test('another hour is another line', () => {
  const rows = buildRows([...walkBys(6), ...walkBys(6, kNoon + 61 * kMinute), noticeAt('brama', kNoon + 90 * kMinute, 'x', 'x')], options);
  assert.equal(rows.filter((row) => row.kind === 'group').length, 2);
});

test('what is rare or serious keeps its own line', () => {
  const people = walkBys(10);
  const dog = told('brama', kNoon + 4.5 * kMinute, 'Pies.', 'A dog.', { objectClass: 'dog' });
  const alarm = told('brama', kNoon + 20 * kMinute, 'Osoba.', 'A person.', { severity: Severity.ALARM });
  const stopped = told('brama', kNoon + 21 * kMinute, 'Osoba stoi.', 'A person stands.', { kind: EventKind.STOPPED });
  const rows = buildRows([...people.slice(0, 5), dog, ...people.slice(5), alarm, stopped], options);
  const single = rows.flatMap((row) => (row.kind === 'message' ? [row.message] : []));
  assert.deepEqual(single.map((message) => message.name), [dog.name, alarm.name, stopped.name]);
});

test('days are separated in the zone of the camera', () => {
  const late = told('brama', Date.parse('2026-11-22T22:59:00Z'), 'a', 'a');
  const early = told('brama', Date.parse('2026-11-22T23:01:00Z'), 'b', 'b');
  assert.equal(kinds(buildRows([late, early], options)), 'day message day message');
  assert.equal(kinds(buildRows([late, early], { ...options, zone: 'UTC' })), 'day message message');
});

test('a hole stands between what it separates', () => {
  const [first, second] = [walkBys(1)[0]!, walkBys(1, kNoon + 30 * kMinute)[0]!];
  const rows = buildRows([first, second], { ...options, hasOlder: true, holes: [{ after: kNoon, before: kNoon + 30 * kMinute }] });
  assert.equal(kinds(rows), 'older day message hole message');
});

test('every row has its own key and every message is shown or folded once', () => {
  const messages = [...walkBys(30, kNoon, 7 * kMinute), ...manyMessages('brama', 20, kNoon + 1000 * kMinute)];
  const rows = buildRows(messages, options);
  assert.equal(new Set(rows.map((row) => row.key)).size, rows.length);
  const shown = rows.flatMap((row) => (row.kind === 'message' ? [row.message] : row.kind === 'group' ? row.messages : []));
  assert.deepEqual(shown.map((message) => message.name), messages.map((message) => message.name));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../src/i18n/en';
import { pl } from '../../src/i18n/pl';
import { pluralPl } from '../../src/i18n/plural';
import { clock, dayTitle, fromInput, remaining, startOfDay, toInput, whenInList } from '../../src/i18n/time';

const kZone = 'Europe/Warsaw';
const ms = (iso: string) => Date.parse(iso);
const now = ms('2026-11-23T15:30:00+01:00');

test('a list says when, as people do', () => {
  const when = (iso: string) => whenInList(ms(iso), kZone, 'pl', pl, now);
  assert.equal(when('2026-11-23T15:29:40+01:00'), 'przed chwilą');
  assert.equal(when('2026-11-23T15:25:00+01:00'), '5 min temu');
  assert.equal(when('2026-11-23T14:05:00+01:00'), '14:05');
  assert.equal(when('2026-11-22T23:59:00+01:00'), 'wczoraj');
  assert.match(when('2026-11-20T12:00:00+01:00'), /^pt/);
  assert.match(when('2026-11-01T12:00:00+01:00'), /^1 lis/);
  assert.equal(whenInList(0, kZone, 'pl', pl, now), '');
});

test('a day that changes its clock has 25 hours, or 23', () => {
  const autumn = startOfDay(ms('2026-10-25T12:00:00+01:00'), kZone);
  assert.equal(startOfDay(autumn, kZone, 1) - autumn, 25 * 3_600_000);
  const spring = startOfDay(ms('2026-03-29T12:00:00+02:00'), kZone);
  assert.equal(startOfDay(spring, kZone, 1) - spring, 23 * 3_600_000);
  assert.equal(clock(spring, kZone, 'pl'), '00:00');
});

test('days have names', () => {
  assert.equal(dayTitle(now, kZone, 'pl', pl, now), 'Dziś');
  assert.equal(dayTitle(ms('2026-11-22T00:10:00+01:00'), kZone, 'en', en, now), 'Yesterday');
  assert.equal(dayTitle(ms('2026-11-14T10:00:00+01:00'), kZone, 'pl', pl, now), 'sobota, 14 listopada');
  assert.match(dayTitle(ms('2025-11-14T10:00:00+01:00'), kZone, 'en', en, now), /2025/);
});

test('what is typed as time is read in the zone of the camera', () => {
  const moment = ms('2026-07-01T18:00:00+02:00');
  assert.equal(toInput(moment, kZone), '2026-07-01T18:00');
  assert.equal(fromInput('2026-07-01T18:00', kZone), moment);
  assert.ok(Number.isNaN(fromInput('', kZone)));
});

test('the rest of a wait is rounded to what matters', () => {
  assert.equal(remaining(0.2, pl), '1 s');
  assert.equal(remaining(89, en), '89 s');
  assert.equal(remaining(200, en), '3 min');
  assert.equal(remaining(3 * 3600, pl), '3 godz.');
});

test('Polish counts with three forms', () => {
  const form = (n: number) => pluralPl(n, 'osoba', 'osoby', 'osób');
  assert.deepEqual([1, 2, 5, 12, 22, 25, 101, 112].map(form),
    ['osoba', 'osoby', 'osób', 'osób', 'osoby', 'osób', 'osób', 'osób']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/api/failure';
import { ErrorReasonSchema } from '../../src/gen/cameramonit/type/v1/error_reason_pb';
import { chooseLocale, explain } from '../../src/i18n';
import { en } from '../../src/i18n/en';
import { pl } from '../../src/i18n/pl';

/** What only programs and operators meet; a person is told the general sentence. */
const kNotForPeople = new Set([
  'UNSPECIFIED', 'PAGE_TOKEN_INVALID', 'REVISION_COMPACTED', 'REQUEST_ID_REUSED', 'SETTING_INVALID', 'POLICY_MISSING',
  'STREAM_ADDRESS_REFUSED', 'JOB_UNKNOWN', 'MODEL_MISSING', 'MODEL_INVALID', 'TRACKED_OBJECT_UNKNOWN', 'SCHEMA_TOO_NEW',
  'LANGUAGE_MODEL_UNAVAILABLE', 'LANGUAGE_MODEL_REFUSED',
]);
/** Sessions, media, events, chat. */
const kRooms = [[200, 299], [400, 499], [600, 699], [700, 799]];

test('every reason that a person can meet is put in words, in both languages', () => {
  for (const { name, number } of ErrorReasonSchema.values) {
    const reason = name.replace(/^ERROR_REASON_/, '');
    if (kNotForPeople.has(reason) || !kRooms.some(([from, to]) => number >= from! && number <= to!)) continue;
    assert.ok(pl.failure.reasons[reason], `pl: ${reason}`);
    assert.ok(en.failure.reasons[reason], `en: ${reason}`);
  }
  assert.deepEqual(Object.keys(pl.failure.reasons), Object.keys(en.failure.reasons));
});

test('an unknown reason is said in words, never as a code', () => {
  chooseLocale('en');
  const said = explain(new Failure('SOMETHING_NEW', 'DATA_LOSS', 'raw text of the server'));
  assert.equal(said, en.failure.other);
});

test('a throttled login says how long to wait', () => {
  chooseLocale('pl');
  assert.match(explain(new Failure('LOGIN_THROTTLED', 'RESOURCE_EXHAUSTED', '', { retry_after_s: '29.2' })), /30 s/);
});

test('sentences do not shout or beg', () => {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String((value as (x: unknown) => unknown)(3))];
    return value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
  };
  for (const text of [...texts(pl), ...texts(en)]) {
    assert.doesNotMatch(text, /!|please|proszę/i);
  }
});

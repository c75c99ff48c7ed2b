import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, parsePlace } from '../../src/state/place';
import { channelOf, chatName, eventName } from '../../src/api/names';
import { folded, sortChats } from '../../src/state/chats';
import { chats } from '../fake/world';

test('an address opens its conversation and event', () => {
  const place = { chat: { project: 'dom', channel: 'brama' }, event: '0190c0de' };
  assert.equal(formatPlace(place), '/c/dom/brama/e/0190c0de');
  assert.deepEqual(parsePlace('/c/dom/brama/e/0190c0de'), place);
  assert.deepEqual(parsePlace('/c/dom/brama'), { chat: place.chat });
  assert.deepEqual(parsePlace('/'), {});
  assert.deepEqual(parsePlace('/c/dom/%E0%A4%A'), {});
});

test('names of resources are taken apart and put together', () => {
  const id = { project: 'dom', channel: 'brama' };
  assert.deepEqual(channelOf(chatName(id)), id);
  assert.deepEqual(channelOf(eventName(id, 'x')), id);
  assert.equal(channelOf('users/anna'), undefined);
});

test('contacts: pinned first, then the one where something happened last', () => {
  const sorted = sortChats(chats(Date.now(), new Map())).map((chat) => chat.displayName);
  assert.deepEqual(sorted, ['Parking północ', 'Ogródek', 'Brama', 'Magazyn 3']);
});

test('search does not mind case or diacritics', () => {
  assert.equal(folded('Parking PÓŁNOC'), 'parking polnoc');
});

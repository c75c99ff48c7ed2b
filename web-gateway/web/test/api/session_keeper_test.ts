import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/api/failure';
import type { Session, SessionEndpoint } from '../../src/api/session_endpoint';
import { SessionKeeper } from '../../src/api/session_keeper';
import type { Remembered } from '../../src/state/remembered';

class FakeEndpoint implements SessionEndpoint {
  refreshes = 0;
  now = 0;
  failure: Failure | null = null;
  session(): Session {
    return {
      user: { name: 'users/anna', displayName: 'Anna', roles: [], passwordExpired: false },
      accessToken: `token-${this.refreshes}`, accessExpireTime: new Date(this.now + 900_000),
    };
  }
  async login() { return this.session(); }
  async refresh() {
    this.refreshes++;
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return this.session();
  }
  async changePassword() {
    return { ...this.session(), user: { name: '', displayName: '', roles: [], passwordExpired: false } };
  }
  async logout() {}
}

function memory(initial?: boolean): Remembered<boolean> {
  let value = initial;
  return { get: () => value, set: (next) => (value = next) };
}

function keeperOf(endpoint: FakeEndpoint, wasHere = memory(true)): SessionKeeper {
  return new SessionKeeper(endpoint, wasHere, () => endpoint.now, (work) => work());
}

test('a token is kept until shortly before it expires', async () => {
  const endpoint = new FakeEndpoint();
  const keeper = keeperOf(endpoint);
  await keeper.login('anna', 'x');
  assert.equal(await keeper.token(), 'token-0');
  endpoint.now += 880_000;
  assert.equal(await keeper.token(), 'token-1');
});

test('many who ask at once share one refresh', async () => {
  const endpoint = new FakeEndpoint();
  const keeper = keeperOf(endpoint);
  await keeper.login('anna', 'x');
  endpoint.now += 890_000;
  const tokens = await Promise.all([keeper.token(), keeper.token(), keeper.token()]);
  assert.deepEqual(new Set(tokens), new Set(['token-1']));
  assert.equal(endpoint.refreshes, 1);
});

test('a refused refresh means that nobody is logged in', async () => {
  const endpoint = new FakeEndpoint();
  endpoint.failure = new Failure('TOKEN_EXPIRED', 'UNAUTHENTICATED', '');
  const wasHere = memory(true);
  const keeper = keeperOf(endpoint, wasHere);
  await keeper.resume();
  assert.equal(keeper.current.value, null);
  assert.equal(wasHere.get(), undefined);
  await assert.rejects(keeper.token(), { reason: 'TOKEN_MISSING' });
});

test('an unreachable server leaves it open who is there', async () => {
  const endpoint = new FakeEndpoint();
  endpoint.failure = new Failure('OFFLINE', 'UNAVAILABLE', '');
  const keeper = keeperOf(endpoint);
  await assert.rejects(keeper.resume());
  assert.equal(keeper.current.value, undefined);
});

test('a browser without a past asks for no session', async () => {
  const endpoint = new FakeEndpoint();
  const keeper = keeperOf(endpoint, memory());
  await keeper.resume();
  assert.equal(keeper.current.value, null);
  assert.equal(endpoint.refreshes, 0);
});

test('a changed password keeps the user and ends the need to change it', async () => {
  const keeper = keeperOf(new FakeEndpoint());
  await keeper.login('anna', 'x');
  keeper.current.value = { ...keeper.current.value!, user: { ...keeper.current.value!.user, passwordExpired: true } };
  await keeper.changePassword('x', 'y');
  assert.equal(keeper.current.value.user.name, 'users/anna');
  assert.equal(keeper.current.value.user.passwordExpired, false);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { toFailure } from '../../src/api/failure';
import { ErrorInfoSchema } from '../../src/gen/google/rpc/error_details_pb';

test('the reason and its facts come from ErrorInfo', () => {
  const failure = toFailure(new ConnectError('raw', Code.ResourceExhausted, undefined, [
    { desc: ErrorInfoSchema, value: { reason: 'QUOTA_EXCEEDED', domain: 'cameramonit', metadata: { free: '0' } } },
  ]));
  assert.equal(failure.reason, 'QUOTA_EXCEEDED');
  assert.equal(failure.code, 'RESOURCE_EXHAUSTED');
  assert.deepEqual(failure.metadata, { free: '0' });
  assert.equal(failure.isPassing, false);
});

test('no network is a passing failure', () => {
  assert.equal(toFailure(new TypeError('Failed to fetch')).reason, 'OFFLINE');
  assert.equal(toFailure(new ConnectError('x', Code.Unavailable)).isPassing, true);
});

test('anything else is ours', () => {
  assert.equal(toFailure(new Error('boom')).reason, 'INTERNAL');
});

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import type { Clients } from '../../src/api/clients';
import { Message_Author, MessageSchema, type Message } from '../../src/gen/cameramonit/chat/v1/chat_pb';
import { ChatService, type AskRequest, type AskResponse } from '../../src/gen/cameramonit/chat/v1/chat_service_pb';
import { Asking } from '../../src/state/asking';

// Node 18 has it only as a module.
globalThis.crypto ??= webcrypto as Crypto;

type Part = AskResponse['part'];
const message = (name: string, fields: object = {}): Message => create(MessageSchema, { name, ...fields });
const asked = message('asked', { author: Message_Author.USER });
const answer = message('answer', { author: Message_Author.CAMERA, answers: 'asked' });

function askingOf(answerWith: (request: AskRequest) => AsyncIterable<Part>) {
  const stored: string[] = [];
  const client = createClient(ChatService, createRouterTransport(({ service }) => {
    service(ChatService, {
      async *ask(request) {
        for await (const part of answerWith(request)) yield { part };
      },
    });
  }));
  const asking = new Asking({ chat: client } as unknown as Clients, 'chat', (one) => stored.push(one.name));
  return { asking, stored };
}

test('an answer grows as it comes and gives way to the stored one', async () => {
  const seen: string[] = [];
  const { asking, stored } = askingOf(async function* () {
    yield { case: 'asked', value: asked };
    yield { case: 'text', value: 'Siedem ' };
    yield { case: 'text', value: 'osób.' };
    yield { case: 'answer', value: answer };
  });
  asking.pending.subscribe((pending) => seen.push(pending[0]?.text ?? '-'));
  await asking.ask({ text: 'ile osób' });
  assert.deepEqual(stored, ['asked', 'answer']);
  assert.ok(seen.includes('Siedem osób.'));
  assert.deepEqual(asking.pending.value, []);
});

test('a broken answer can be asked for again, as the same request', async () => {
  const requests: string[] = [];
  const { asking } = askingOf(async function* (request) {
    requests.push(request.requestId);
    if (requests.length === 1) throw new ConnectError('gone', Code.Unavailable);
    yield { case: 'answer', value: answer };
  });
  await asking.ask({ text: 'ile osób' });
  const [failed] = asking.pending.value;
  assert.equal(failed?.failure?.reason, 'OFFLINE');
  await asking.retry(failed!.id);
  assert.deepEqual(asking.pending.value, []);
  assert.equal(new Set(requests).size, 1);
});

test('an answer that the open conversation brings first is not shown twice', async () => {
  let goOn = () => {};
  const { asking } = askingOf(async function* () {
    yield { case: 'asked', value: asked };
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  const done = asking.ask({ text: 'ile osób' });
  while (!asking.pending.value[0]?.asked) await new Promise((resolve) => setTimeout(resolve, 1));
  asking.settle(answer);
  assert.deepEqual(asking.pending.value, []);
  goOn();
  await done;
});

import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { fromMs, toMs } from '../../src/api/timestamp';
import { ChatService } from '../../src/gen/cameramonit/chat/v1/chat_service_pb';
import { EventService } from '../../src/gen/cameramonit/events/v1/event_service_pb';
import { HourCountSchema, Message_Author, StandingQuestionSchema, type Message } from '../../src/gen/cameramonit/chat/v1/chat_pb';
import * as world from './world';

const kHour = 3_600_000;

/** What the fake knows and who listens. */
export class FakeChats {
  readonly messages = new Map<string, Message[]>();
  private readonly listeners = new Set<(chat: string, message: Message) => void>();
  standing = [
    create(StandingQuestionSchema, {
      name: `${world.kProject}/standingQuestions/1`, text: 'daj znać, gdy ktoś wejdzie w nocy', matches: 3n,
      lastMatchTime: fromMs(Date.now() - 30 * kHour),
    }),
  ];

  constructor(readonly now: number, many = 0) {
    this.messages.set(world.chatOf('brama'), world.gateMessages(now));
    this.messages.set(world.chatOf('parking'), world.manyMessages('parking', many || 40, now - 60_000));
    this.messages.set(world.chatOf('ogrodek'), []);
    this.messages.set(world.chatOf('nowa'), []);
  }

  put(chat: string, message: Message): void {
    const all = this.messages.get(chat)!;
    const at = all.findIndex((one) => one.name === message.name);
    if (at >= 0) all[at] = message;
    else all.push(message);
    this.listeners.forEach((listener) => listener(chat, message));
  }

  /** The messages of a chat from this very call on, until the signal: what is put before they are read waits. */
  follow(chat: string, signal: AbortSignal): AsyncGenerator<Message> {
    const queue: Message[] = [];
    let wake = () => {};
    const listener = (name: string, message: Message) => {
      if (name !== chat) return;
      queue.push(message);
      wake();
    };
    this.listeners.add(listener);
    signal.addEventListener('abort', () => {
      this.listeners.delete(listener);
      wake();
    });
    return (async function* () {
      while (!signal.aborted) {
        while (queue.length) yield queue.shift()!;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    })();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function chatRoutes(router: ConnectRouter, fake: FakeChats): void {
  const of = (chat: string): Message[] => {
    const messages = fake.messages.get(chat);
    if (!messages) throw new ConnectError('no such chat', Code.NotFound);
    return messages;
  };
  router.service(ChatService, {
    listChats: () => ({ chats: world.chats(fake.now, fake.messages) }),
    async *watchChats(_, context) {
      for (const chat of world.chats(fake.now, fake.messages)) yield { change: { case: 'updated', value: chat } };
      yield { change: { case: 'checkpoint', value: fromMs(Date.now()) } };
      await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
    },
    async *openChat(request, context) {
      const all = of(request.chat);
      // Before the page is read: what is said while it is on its way comes after it, never not at all.
      const news = fake.follow(request.chat, context.signal);
      const newest = all.slice(-(request.newest || 50));
      for (const message of newest) yield { change: { case: 'message', value: message } };
      const olderPageToken = newest.length < all.length ? String(all.length - newest.length) : '';
      yield { change: { case: 'checkpoint', value: { revision: 1n, time: fromMs(Date.now()), olderPageToken } } };
      for await (const message of news) {
        yield { change: { case: 'message', value: message } };
      }
    },
    listMessages(request) {
      const all = of(request.chat);
      const size = request.pageSize || 50;
      let end = Number(request.pageToken || all.length);
      if (request.aroundTime) {
        const at = all.findIndex((message) => toMs(message.time) >= toMs(request.aroundTime));
        end = Math.min(all.length, (at < 0 ? all.length : at) + size / 2);
      }
      const start = Math.max(0, end - size);
      return { messages: all.slice(start, end).reverse(), nextPageToken: start ? String(start) : '' };
    },
    async *ask(request, context) {
      const said = request.text || 'samochody';
      const asked = world.messageAt(world.kProject, Date.now(), { author: Message_Author.USER, text: world.text(said, said) });
      asked.name = `${request.chat}/messages/${world.nextUuid()}`;
      fake.put(request.chat, asked);
      yield { part: { case: 'asked', value: asked } };
      await pause(150);
      yield { part: { case: 'understanding', value: world.understanding() } };
      const proofs = of(request.chat).filter((message) => message.events.length).slice(-7).map((message) => message.events[0]!);
      const answer = world.answerAt('brama', Date.now(), asked.name, proofs);
      answer.name = `${request.chat}/messages/${world.nextUuid()}`;
      for (const piece of answer.text!.pl.split(/(?<= )/)) {
        if (context.signal.aborted) return;
        await pause(40);
        yield { part: { case: 'text', value: piece } };
      }
      for (const citation of answer.citations) yield { part: { case: 'citation', value: citation } };
      fake.put(request.chat, answer);
      yield { part: { case: 'answer', value: answer } };
    },
    explain: () => ({ understanding: world.understanding() }),
    suggest: () => ({
      suggestions: ['Ile osób było dziś?', 'Pokaż czerwone kurtki', 'Kto stał przy bramie?', 'Co się działo w nocy?']
        .map((said) => ({ text: said })),
    }),
    updateChat: (request) => ({ chat: request.chat }),
    getDay(request) {
      const day = Math.floor(toMs(request.time) / kHour) * kHour - 12 * kHour;
      const counts = new Map<number, bigint>();
      for (const message of of(request.chat)) {
        const hour = Math.floor(toMs(message.time) / kHour) * kHour;
        if (message.events.length && hour >= day - 2 * kHour && hour < day + 26 * kHour) counts.set(hour, (counts.get(hour) ?? 0n) + 1n);
      }
      return {
        hours: [...counts].map(([ms, objects]) => create(HourCountSchema, { startTime: fromMs(ms), objects })),
        previousDay: fromMs(day - 20 * kHour),
      };
    },
    nameObject(request) {
      const named = of(request.chat).filter((message) => message.events.some(
        (event) => event.trackedObject === request.target || event.name === request.target));
      const label = `${request.chat.replace(/chat$/, 'labels/')}${encodeURIComponent(request.text)}`;
      for (const message of named) fake.put(request.chat, world.calledNow(message, label, request.text, 1));
      const asked = of(request.chat).find((message) => message.name === request.message);
      if (asked?.supervisorQuestion) {
        fake.put(request.chat, { ...asked, supervisorQuestion: { ...asked.supervisorQuestion, answer: request.text } });
      }
      const note = world.namingNote(request.chat, label, request.target, request.text);
      fake.put(request.chat, note);
      return { message: note };
    },
    takeNameBack(request) {
      const note = of(request.chat).find((message) => message.name === request.message)!;
      const { naming } = note;
      for (const message of of(request.chat)) {
        if (message.events.some((event) => event.givenNames.some((name) => name.label === naming?.label))) {
          fake.put(request.chat, world.calledNow(message, '', '', 0));
        }
      }
      const taken = {
        ...note, naming: { ...naming!, takenBack: true },
        text: world.text(`Cofnięte: ${naming!.displayName}.`, `Taken back: ${naming!.displayName}.`),
      };
      fake.put(request.chat, taken);
      return { message: taken };
    },
    dismissSupervisorQuestion(request) {
      const asked = of(request.chat).find((message) => message.name === request.message)!;
      const message = { ...asked, supervisorQuestion: { ...asked.supervisorQuestion!, dismissed: true } };
      fake.put(request.chat, message);
      return { message };
    },
    listStandingQuestions: () => ({ standingQuestions: fake.standing }),
    updateStandingQuestion: (request) => ({ standingQuestion: request.standingQuestion }),
    deleteStandingQuestion: () => ({}),
  });
  router.service(EventService, {
    listLabels: () => ({ labels: [{ name: 'projects/dom/channels/brama/labels/l', displayName: 'nasza śmieciarka' }] }),
    getEvent(request) {
      for (const all of fake.messages.values()) {
        for (const message of all) {
          const event = message.events.find((one) => one.name === request.name);
          if (event) return { event };
        }
      }
      throw new ConnectError('no such event', Code.NotFound);
    },
  });
}

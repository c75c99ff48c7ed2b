import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { fromMs } from '../../src/api/timestamp';
import {
  Chat_CameraState, ChatSchema, HourCountSchema, Message_Author, MessageSchema, type Chat, type Message,
} from '../../src/gen/cameramonit/chat/v1/chat_pb';
import {
  Chip_Field, Intent, QuestionSchema, UnderstandingSchema, type Understanding,
} from '../../src/gen/cameramonit/chat/v1/question_pb';
import { Event_State, EventKind, EventSchema, GivenNameSchema, Severity, type Event } from '../../src/gen/cameramonit/events/v1/event_pb';
import { Language, LocalizedTextSchema } from '../../src/gen/cameramonit/type/v1/common_pb';

type EventFields = MessageInitShape<typeof EventSchema> & { $typeName?: undefined };
type MessageFields = MessageInitShape<typeof MessageSchema> & { $typeName?: undefined };
type ChatFields = MessageInitShape<typeof ChatSchema> & { $typeName?: undefined };

/** A few cameras with a day behind them, for looking at the screens and for tests of the page alone. */
export const kProject = 'projects/dom';
const kHour = 3_600_000;

export const channel = (id: string) => `${kProject}/channels/${id}`;
export const chatOf = (id: string) => `${channel(id)}/chat`;
export const text = (pl: string, en: string) => create(LocalizedTextSchema, { pl, en });
const uuid = (n: number) => `0190c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

let serial = 0;
export const nextUuid = () => uuid(++serial);

export function eventAt(id: string, ms: number, pl: string, en: string, fields: EventFields = {}): Event {
  const name = nextUuid();
  return create(EventSchema, {
    name: `${channel(id)}/events/${name}`, kind: EventKind.APPEARED, objectClass: 'person', confidence: 0.9,
    severity: Severity.INFO, startTime: fromMs(ms), endTime: fromMs(ms + 5000), state: Event_State.FINAL,
    sentence: text(pl, en), still: `${channel(id)}/media/${name}`, clip: `${channel(id)}/media/clip-${name}`, ...fields,
  });
}

export function messageAt(id: string, ms: number, fields: MessageFields): Message {
  return create(MessageSchema, {
    name: `${chatOf(id)}/messages/${nextUuid()}`, author: Message_Author.CAMERA, time: fromMs(ms),
    revision: BigInt(serial), ...fields,
  });
}

export const told = (id: string, ms: number, pl: string, en: string, fields: EventFields = {}): Message =>
  messageAt(id, ms, { text: text(pl, en), events: [eventAt(id, ms, pl, en, fields)] });

export const noticeAt = (id: string, ms: number, pl: string, en: string): Message =>
  messageAt(id, ms, { author: Message_Author.NOTICE, text: text(pl, en) });

export function understanding(): Understanding {
  const question = create(QuestionSchema, { intent: Intent.COUNT, object: 'person', language: Language.PL });
  const choice = (pl: string, object: string) => ({ text: pl, question: create(QuestionSchema, { ...question, object }) });
  return create(UnderstandingSchema, {
    question,
    confidence: 0.9,
    chips: [
      { field: Chip_Field.INTENT, text: 'ile', choices: [choice('pokaż', 'person'), choice('kto', 'person')] },
      { field: Chip_Field.OBJECT, text: 'ludzie', choices: [choice('samochody', 'car'), choice('zwierzęta', 'animal')] },
      { field: Chip_Field.TIME, text: 'wczoraj 18:00–24:00', choices: [choice('dziś', 'person'), choice('wczoraj', 'person')] },
    ],
    ignoredWords: [],
  });
}

export function answerAt(id: string, ms: number, asked: string, proofs: readonly Event[]): Message {
  return messageAt(id, ms, {
    answers: asked,
    text: text(
      `${proofs.length} osób. Pierwsza o 7:42 [1], ostatnia o 17:10 [${proofs.length}].`,
      `${proofs.length} people. The first at 7:42 [1], the last at 17:10 [${proofs.length}].`),
    understanding: understanding(),
    citations: proofs.map((event, i) => ({
      $typeName: 'cameramonit.chat.v1.Citation', number: i + 1, event: event.name, time: event.startTime,
      still: event.still, clip: event.clip, channel: channel(id), sentence: event.sentence,
    })),
    hours: Array.from({ length: 12 }, (_, i) => create(HourCountSchema, {
      startTime: fromMs(Math.floor(ms / kHour) * kHour - (12 - i) * kHour), objects: BigInt([0, 1, 3, 7, 4, 2, 0, 0, 5, 9, 3, 1][i]!),
    })),
  });
}

/** A full day at the gate. */
export function gateMessages(now: number): Message[] {
  const id = 'brama';
  const messages: Message[] = [];
  const yesterday = now - 26 * kHour;
  messages.push(told(id, yesterday, 'Samochód dostawczy wjechał od ulicy i zatrzymał się przy bramie.',
    'A van drove in from the street and stopped at the gate.', { kind: EventKind.STOPPED, objectClass: 'truck' }));
  messages.push(noticeAt(id, yesterday + kHour, '02:10–02:14 bez obrazu (kamera nie odpowiadała)',
    '02:10–02:14 no picture (the camera did not answer)'));
  for (let i = 0; i < 12; i++) {
    messages.push(told(id, now - 5 * kHour + i * 200_000, 'Osoba przeszła od lewej do prawej.', 'A person walked from left to right.'));
  }
  const grown = [
    eventAt(id, now - 2 * kHour, 'Osoba w czerwonej kurtce weszła od lewej.', 'A person in a red jacket came in from the left.'),
    eventAt(id, now - 2 * kHour + 12_000, 'Zatrzymała się na 40 s.', 'Stopped for 40 s.', { kind: EventKind.LOITERED }),
    eventAt(id, now - 2 * kHour + 52_000, 'Wyszła w stronę bramy.', 'Left towards the gate.', { kind: EventKind.LEFT }),
  ];
  messages.push(messageAt(id, now - 2 * kHour, {
    events: grown,
    text: text('Osoba w czerwonej kurtce weszła od lewej, zatrzymała się na 40 s i wyszła w stronę bramy.',
      'A person in a red jacket came in from the left, stopped for 40 s and left towards the gate.'),
  }));
  const asked = messageAt(id, now - kHour, {
    author: Message_Author.USER, text: text('ile osób było wczoraj wieczorem', 'ile osób było wczoraj wieczorem'),
  });
  messages.push(asked);
  messages.push(answerAt(id, now - kHour + 1000, asked.name,
    messages.filter((message) => message.events.length).slice(1, 8).map((message) => message.events[0]!)));
  messages.push(supervisorQuestion(id, now - 30 * 60_000,
    [0, 1, 2].map((i) => eventAt(id, now - (40 + i) * 60_000, 'Coś białego przesunęło się.', 'Something white moved.', { objectClass: 'object' }))));
  messages.push(told(id, now - 20 * 60_000, 'Prawdopodobnie pies przebiegł od prawej.', 'Probably a dog ran in from the right.',
    { objectClass: 'dog', confidence: 0.41 }));
  messages.push(told(id, now - 30_000, 'Osoba z plecakiem podeszła do furtki.', 'A person with a backpack walked up to the door.',
    { state: Event_State.ONGOING }));
  return messages;
}

/** As many as wanted, a minute apart. */
export function manyMessages(id: string, count: number, now: number): Message[] {
  return Array.from({ length: count }, (_, i) => told(id, now - (count - i) * 60_000,
    `Osoba numer ${i} stanęła przy bramie.`, `Person number ${i} stopped at the gate.`, { kind: EventKind.STOPPED }));
}

export function chats(now: number, messages: ReadonlyMap<string, Message[]>): Chat[] {
  const chat = (id: string, displayName: string, state: Chat_CameraState, fields: ChatFields = {}): Chat => {
    const last = messages.get(chatOf(id))?.filter((message) => message.events.length).at(-1);
    return create(ChatSchema, {
      name: chatOf(id), channel: channel(id), displayName, cameraState: state, timeZone: 'Europe/Warsaw',
      lastSentence: last?.text, lastTime: last?.time, picture: last?.events[0]?.still ?? '', ...fields,
    });
  };
  return [
    chat('brama', 'Brama', Chat_CameraState.LIVE, { unread: 2 }),
    chat('parking', 'Parking północ', Chat_CameraState.ASLEEP, { pinned: true }),
    chat('ogrodek', 'Ogródek', Chat_CameraState.BLIND, {
      stateReason: text('obiektyw jest zasłonięty od 14:02', 'the lens is covered since 14:02'),
      lastTime: fromMs(now - 30 * kHour), lastSentence: text('Obraz zrobił się czarny.', 'The picture went black.'),
    }),
    chat('nowa', 'Magazyn 3', Chat_CameraState.UPLOADS),
  ];
}

export const duration = (seconds: number) =>
  create(DurationSchema, { seconds: BigInt(Math.floor(seconds)), nanos: Math.round((seconds % 1) * 1e9) });

/** The same message under a name; without one as it was told first. */
export function calledNow(message: Message, label: string, name: string, confidence: number): Message {
  const first = message.events[0]!;
  const sentence = name ? text(`${name[0]!.toUpperCase()}${name.slice(1)}: ${first.sentence!.pl}`, `${name}: ${first.sentence!.en}`) : first.sentence;
  return create(MessageSchema, {
    ...message, text: sentence,
    events: message.events.map((event) => create(EventSchema, {
      ...event, givenNames: name ? [create(GivenNameSchema, { label, displayName: name, confidence })] : [],
    })),
  });
}

export function namingNote(chat: string, label: string, target: string, name: string): Message {
  return create(MessageSchema, {
    name: `${chat}/messages/${nextUuid()}`, author: Message_Author.CAMERA, time: fromMs(Date.now()), revision: BigInt(serial),
    text: text(`Dobrze, to ${name}. Podobne na tej kamerze (3) też tak nazywam.`,
      `All right, this is ${name}. Look-alikes on this camera (3) are called that too.`),
    naming: { label, target, displayName: name, lookAlikes: 3 },
  });
}

/** What the system cannot name. */
export function supervisorQuestion(id: string, ms: number, sightings: readonly Event[]): Message {
  return messageAt(id, ms, {
    text: text('Co to jest? Widziałem to 4 razy i nie wiem, jak to nazwać.',
      'What is this? I have seen it 4 times and don\'t know what to call it.'),
    supervisorQuestion: {
      trackedObject: `${channel(id)}/objects/unknown`,
      sightings: sightings.map((event, i) => ({
        number: i + 1, event: event.name, time: event.startTime, still: event.still, clip: event.clip, channel: channel(id), sentence: event.sentence,
      })),
    },
  });
}

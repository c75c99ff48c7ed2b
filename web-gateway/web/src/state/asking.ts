import { signal } from '@preact/signals';
import type { Clients } from '../api/clients';
import { toFailure, type Failure } from '../api/failure';
import { Message_Author, type Message } from '../gen/cameramonit/chat/v1/chat_pb';
import type { AskResponse } from '../gen/cameramonit/chat/v1/chat_service_pb';
import type { Citation, Question, Understanding } from '../gen/cameramonit/chat/v1/question_pb';
import { protoLanguage } from '../i18n';
import { randomUuid } from './random_uuid';

/** What is asked: words, or a Question as edited by chips (with the words to show meanwhile). */
export interface Ask {
  text: string;
  question?: Question;
}

/** A question whose answer is on its way. */
export interface PendingAnswer {
  /** The request id: a repeated request is the same question. */
  id: string;
  ask: Ask;
  sentMs: number;
  /** The asker's own message, once stored. */
  asked?: Message;
  understanding?: Understanding;
  text: string;
  citations: Citation[];
  failure?: Failure;
}

/** The questions of one conversation that are being answered. */
export class Asking {
  readonly pending = signal<readonly PendingAnswer[]>([]);
  private readonly ended = new AbortController();

  /** `onStored` gets the messages as the server keeps them. */
  constructor(
    private readonly clients: Clients,
    private readonly chat: string,
    private readonly onStored: (message: Message) => void,
  ) {}

  /** Asks and follows the answer as it is found. Resolves when it is whole or failed. */
  async ask(ask: Ask): Promise<void> {
    const answer: PendingAnswer = { id: randomUuid(), ask, sentMs: Date.now(), text: '', citations: [] };
    this.pending.value = [...this.pending.value, answer];
    await this.run(answer.id);
  }

  /** The same question once more, after a failure. */
  async retry(id: string): Promise<void> {
    this.change(id, { failure: undefined, text: '', citations: [] });
    await this.run(id);
  }

  dismiss(id: string): void {
    this.pending.value = this.pending.value.filter((answer) => answer.id !== id);
  }

  /** The stored answer came another way, through the open conversation. */
  settle(message: Message): void {
    if (message.author !== Message_Author.CAMERA || !message.answers) return;
    this.pending.value = this.pending.value.filter((answer) => answer.asked?.name !== message.answers);
  }

  end(): void {
    this.ended.abort();
  }

  private async run(id: string): Promise<void> {
    const answer = this.find(id);
    if (!answer) return;
    const { text, question } = answer.ask;
    try {
      const parts = this.clients.chat.ask(
        { chat: this.chat, text, question, requestId: id, language: protoLanguage.value },
        { signal: this.ended.signal },
      );
      for await (const part of parts) this.onPart(id, part);
      this.dismiss(id);
    } catch (error) {
      if (!this.ended.signal.aborted) this.change(id, { failure: toFailure(error) });
    }
  }

  private onPart(id: string, { part }: AskResponse): void {
    const answer = this.find(id);
    if (part.case === 'asked') {
      this.change(id, { asked: part.value });
      this.onStored(part.value);
    } else if (part.case === 'answer') {
      this.onStored(part.value);
      this.dismiss(id);
    } else if (answer && part.case === 'understanding') {
      this.change(id, { understanding: part.value });
    } else if (answer && part.case === 'text') {
      this.change(id, { text: answer.text + part.value });
    } else if (answer && part.case === 'citation') {
      this.change(id, { citations: [...answer.citations, part.value] });
    }
  }

  private find(id: string): PendingAnswer | undefined {
    return this.pending.value.find((answer) => answer.id === id);
  }

  private change(id: string, fields: Partial<PendingAnswer>): void {
    this.pending.value = this.pending.value.map((answer) => (answer.id === id ? { ...answer, ...fields } : answer));
  }
}


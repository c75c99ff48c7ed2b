import { computed, signal } from '@preact/signals';
import { create } from '@bufbuild/protobuf';
import type { Clients } from '../api/clients';
import { toFailure, type Failure } from '../api/failure';
import type { SessionKeeper } from '../api/session_keeper';
import { toMs } from '../api/timestamp';
import { ChatSchema, type Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import type { WatchChatsResponse } from '../gen/cameramonit/chat/v1/chat_service_pb';
import type { Connection } from './connection';
import { followLive } from './live';

/** Lower case without diacritics, for searching: "Północ" -> "polnoc". */
export const folded = (text: string): string =>
  text.toLowerCase().replace(/ł/g, 'l').normalize('NFD').replace(/\p{M}/gu, '');

/** Pinned first, then by what happened last. */
export function sortChats(chats: Iterable<Chat>): Chat[] {
  return [...chats].sort((a, b) =>
    Number(b.pinned) - Number(a.pinned) || toMs(b.lastTime) - toMs(a.lastTime)
    || a.displayName.localeCompare(b.displayName));
}

/** The caller's contacts, kept up to date. */
export class Chats {
  private readonly byName = signal<ReadonlyMap<string, Chat>>(new Map());
  /** False until the first list is whole. */
  readonly isLoaded = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly sorted = computed(() => sortChats(this.byName.value.values()));
  readonly unread = computed(() => this.sorted.value.reduce((sum, chat) => sum + chat.unread, 0));
  private snapshot: Map<string, Chat> | null = null;
  private stopFollowing: (() => void) | null = null;

  constructor(
    private readonly clients: Clients,
    private readonly connection: Connection,
    private readonly keeper: SessionKeeper,
  ) {}

  start(): void {
    this.stopFollowing ??= followLive<WatchChatsResponse>('chats', this.connection, this.keeper, {
      open: (signal) => {
        this.snapshot = new Map();
        return this.clients.chat.watchChats({}, { signal });
      },
      onItem: (item) => this.onChange(item),
      onRefused: (failure) => {
        this.failure.value = failure;
        return false;
      },
    });
  }

  stop(): void {
    this.stopFollowing?.();
    this.stopFollowing = null;
  }

  get(name: string): Chat | undefined {
    return this.byName.value.get(name);
  }

  /** Marks it read; quietly tried again with the next message when it fails. */
  markRead(name: string): void {
    const chat = this.get(name);
    if (chat?.unread) void this.update(create(ChatSchema, { ...chat, unread: 0 }), 'unread');
  }

  async pin(name: string, pinned: boolean): Promise<void> {
    const chat = this.get(name);
    if (chat) await this.update(create(ChatSchema, { ...chat, pinned }), 'pinned');
  }

  private async update(chat: Chat, field: string): Promise<void> {
    const before = this.get(chat.name);
    this.set(chat);
    try {
      const reply = await this.clients.chat.updateChat({ chat, updateMask: { paths: [field] } });
      if (reply.chat) this.set(reply.chat);
    } catch (error) {
      toFailure(error);
      if (before && this.get(chat.name) === chat) this.set(before);
    }
  }

  private onChange({ change }: WatchChatsResponse): void {
    this.failure.value = undefined;
    if (change.case === 'checkpoint') {
      if (this.snapshot) this.byName.value = this.snapshot;
      this.snapshot = null;
      this.isLoaded.value = true;
    } else if (change.case === 'updated') {
      this.snapshot?.set(change.value.name, change.value);
      this.set(change.value);
    } else if (change.case === 'deleted') {
      this.snapshot?.delete(change.value);
      const next = new Map(this.byName.value);
      next.delete(change.value);
      this.byName.value = next;
    }
  }

  private set(chat: Chat): void {
    this.byName.value = new Map(this.byName.value).set(chat.name, chat);
  }
}

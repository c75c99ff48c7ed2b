import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { channelName, chatName, eventName, lastPart, type ChannelId } from '../api/names';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, locale, words } from '../i18n';
import { useApp } from '../state/app';
import type { Ask } from '../state/asking';
import { Conversation } from '../state/conversation';
import { buildRows } from '../state/rows';
import { ActivityLine } from './activity_line';
import { sentenceOf } from './camera_message';
import { Composer } from './composer';
import { ConversationHeader } from './conversation_header';
import { DayStrip } from './day_strip';
import { useDrop } from './drop';
import * as Icon from './icons';
import { PlayingProvider, type Playing } from './playing';
import { RowView, timeOfRow, type RowContext } from './row_view';
import { estimateRow, withDrafts, type ShownRow } from './shown_rows';
import { ConversationSkeleton } from './skeletons';
import { useNavigation } from './use_navigation';
import { VirtualList } from './virtual_list';

const kNotForYou = ['CHAT_UNKNOWN', 'CHANNEL_UNKNOWN', 'NOT_FOUND', 'PERMISSION_DENIED'];

/** One conversation: what happened, what was asked, and the place to ask. */
export function ConversationView({ id, event }: { id: ChannelId; event?: string }): JSX.Element {
  const app = useApp();
  const name = chatName(id);
  const channel = channelName(id);
  const chat = app.chats.get(name);
  const zone = chat?.timeZone ?? '';
  const display = chat?.displayName ?? '';
  const [conversation] = useState(() => new Conversation(name, app.clients, app.connection, app.keeper));
  useEffect(() => () => conversation.close(), []);

  const playing = useSignal<Playing | null>(null);
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const atEnd = useSignal(true);
  const news = useSignal(0);
  const note = useSignal('');

  const { timeline } = conversation;
  const version = conversation.version.value;
  const isLoaded = conversation.isLoaded.value;
  const failure = conversation.failure.value;
  const pending = conversation.asking.pending.value;
  const allUploads = app.uploads.views.value;
  const uploads = useMemo(() => allUploads.filter((view) => view.channel === channel), [allUploads, channel]);

  const past = useMemo(
    () => buildRows(timeline.messages, {
      zone, hasOlder: timeline.olderToken !== '', holes: timeline.holes, opened: opened.value,
    }),
    [version, zone, opened.value, isLoaded],
  );
  const rows = useMemo(() => withDrafts(past, pending, uploads, timeline), [past, pending, uploads]);

  const open = (messages: readonly Message[], isOpen: boolean) => {
    const next = new Set(opened.value);
    messages.forEach((message) => (isOpen ? next.add(message.name) : next.delete(message.name)));
    opened.value = next;
  };
  const navigation = useNavigation(conversation, rows, (message) => open([message], true), (why) => (note.value = why));
  const { list, seenMs } = navigation;

  const ask = (question: Ask) => {
    list.current?.scrollToEnd();
    void conversation.asking.ask(question).then(() => conversation.refreshHints());
  };
  const addFiles = (files: readonly File[]) => {
    list.current?.scrollToEnd();
    files.forEach((file) => void app.uploads.add(channel, file));
  };
  const drop = useDrop(addFiles, () => (note.value = words.value.upload.folder));

  // What was asked from the list.
  const toAsk = app.toAsk.value;
  useEffect(() => {
    if (!isLoaded || toAsk?.chat !== name) return;
    app.toAsk.value = null;
    ask(toAsk.ask);
  }, [isLoaded, toAsk]);

  // Hints speak the language of the screen.
  useEffect(() => conversation.refreshHints(), [locale.value]);

  // A deep link: the event's place, once the conversation is there.
  useEffect(() => {
    if (!event || !isLoaded) return;
    let current = true;
    const show = (message: Message | undefined) => {
      if (!current) return;
      if (!message) {
        note.value = words.value.conversation.eventGone;
        return;
      }
      const shown = message.events.find((item) => lastPart(item.name) === event) ?? message.events[0];
      playing.value = shown ? { message: message.name, event: shown.name } : null;
      navigation.mark(message, false);
    };
    conversation.findEvent(eventName(id, event)).then(show, (error: unknown) => {
      if (current) note.value = explain(toFailure(error));
    });
    return () => {
      current = false;
    };
  }, [event, isLoaded]);

  // What was on the screen is read.
  useEffect(() => {
    const read = () => {
      if (!document.hidden && atEnd.value) app.chats.markRead(name);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [chat?.unread, atEnd.value]);

  const latest = conversation.latest.value;
  useEffect(() => {
    if (latest?.events.length && !atEnd.value) news.value++;
  }, [latest]);

  /** What is missing is loaded as it comes near; a failure is tried again with the next movement. */
  const load = (row: ShownRow) => {
    if (row.kind === 'older') void conversation.loadOlder().catch(() => undefined);
    if (row.kind === 'hole') void conversation.fillHole(row.hole).catch(() => undefined);
  };
  const onView = (looked: ShownRow, isAtEnd: boolean, near: readonly ShownRow[]) => {
    atEnd.value = isAtEnd;
    if (isAtEnd) news.value = 0;
    seenMs.value = timeOfRow(looked, timeline.messages) ?? seenMs.value;
    near.forEach(load);
  };

  const { conversation: text } = words.value;
  const isUnknown = failure !== undefined && kNotForYou.includes(failure.reason);
  const isShown = isLoaded && rows.length > 0;
  const context: RowContext = {
    conversation, zone, channel, marked: navigation.marked, onAsk: ask, onGo: navigation.goToTime, onToggle: open,
  };
  return (
    <PlayingProvider value={playing}>
      <section
        class="conversation" aria-label={text.label(display)} {...drop.handlers}
        onKeyDown={(keyEvent) => onKey(keyEvent, navigation.step, () => app.places.back())}
      >
        <ConversationHeader id={id} chat={chat} onBack={() => app.places.back()} />
        {!isUnknown && (
          <DayStrip
            conversation={conversation} zone={zone} ms={seenMs.value || Date.now()} onGo={navigation.goToTime}
            onStep={navigation.step}
          />
        )}
        <div class="middle">
          {!isLoaded && !failure && <ConversationSkeleton />}
          {failure && (
            <div class="blank" role="alert">
              <p>{isUnknown ? text.unknown : explain(failure)}</p>
              <button type="button" class="primary" onClick={() => app.places.go({})}>{text.toList}</button>
            </div>
          )}
          {isLoaded && !rows.length && <div class="blank"><Icon.Lens /><p>{text.empty}</p></div>}
          {isShown && (
            <VirtualList
              ref={list} rows={rows} estimate={estimateRow} label={text.label(display)} onView={onView}
              render={(row) => <RowView row={row} context={context} />}
            />
          )}
          {isShown && !atEnd.value && (
            <button type="button" class="to-newest" aria-label={text.toNewest} onClick={() => list.current?.scrollToEnd()}>
              <Icon.Down />{news.value > 0 && <span>{text.news(news.value)}</span>}
            </button>
          )}
          {drop.isOver && (
            <div class="drop-here">
              <p><Icon.Film /><strong>{words.value.upload.drop}</strong><span>{words.value.upload.dropTo(display)}</span></p>
            </div>
          )}
        </div>
        {note.value && (
          <p class="note-bar" role="alert">
            {note.value}
            <button type="button" class="round small" aria-label={words.value.standing.close} onClick={() => (note.value = '')}>
              <Icon.Close />
            </button>
          </p>
        )}
        <ActivityLine messages={timeline.messages} uploads={uploads} onShow={(key) => list.current?.scrollTo(key)} />
        {!isUnknown && <Composer camera={display} hints={conversation.hints.value} onAsk={ask} onFiles={addFiles} />}
        <div class="hidden" aria-live="polite">{latest ? sentenceOf(latest) : ''}</div>
      </section>
    </PlayingProvider>
  );
}

/** ← and → step through events, Escape goes back to the list; not while something is typed. */
function onKey(event: KeyboardEvent, step: (direction: 1 | -1) => void, back: () => void): void {
  const on = event.target as HTMLElement;
  const isTyping = on.matches('input, select, video') || (on instanceof HTMLTextAreaElement && on.value !== '');
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || on.closest('dialog')) return;
  if (event.key === 'Escape') {
    back();
  } else if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !isTyping) {
    event.preventDefault();
    step(event.key === 'ArrowLeft' ? -1 : 1);
  }
}

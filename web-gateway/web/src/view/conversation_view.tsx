import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { channelName, chatName, eventName, lastPart, type ChannelId } from '../api/names';
import { Message_Author, type Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, locale, say, words } from '../i18n';
import { clock, dayTitle } from '../i18n/time';
import { useApp } from '../state/app';
import type { Ask } from '../state/asking';
import { Conversation } from '../state/conversation';
import { buildRows } from '../state/rows';
import { messageMs } from '../state/timeline';
import { ActivityLine } from './activity_line';
import { AnswerMessage, OwnBubble, PendingMessage } from './answer_message';
import { CameraMessage, sentenceOf } from './camera_message';
import { Composer } from './composer';
import { ConversationHeader } from './conversation_header';
import { DayStrip } from './day_strip';
import { useDrop } from './drop';
import { GroupLine } from './group_line';
import * as Icon from './icons';
import { PlayingProvider, type Playing } from './playing';
import { estimateRow, withDrafts, type ShownRow } from './shown_rows';
import { ConversationSkeleton } from './skeletons';
import { UploadCard, UploadMessage } from './upload_card';
import { VirtualList } from './virtual_list';

/** Where the view should go, once it is loaded. */
type Target = { ms: number } | { message: string; focus: boolean };

/** One conversation: what happened, what was asked, and the place to ask. */
export function ConversationView({ id, event }: { id: ChannelId; event?: string }): JSX.Element {
  const app = useApp();
  const name = chatName(id);
  const chat = app.chats.get(name);
  const zone = chat?.timeZone ?? '';
  const [conversation] = useState(() => new Conversation(name, app.clients, app.connection, app.keeper));
  useEffect(() => () => conversation.close(), []);

  const playing = useSignal<Playing | null>(null);
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const marked = useSignal('');
  const seenMs = useSignal(0);
  const atEnd = useSignal(true);
  const news = useSignal(0);
  const note = useSignal('');
  const list = useRef<VirtualList<ShownRow>>(null);
  const target = useRef<Target | null>(null);

  const version = conversation.version.value;
  const isLoaded = conversation.isLoaded.value;
  const pending = conversation.asking.pending.value;
  const uploads = app.uploads.views.value.filter((view) => view.channel === channelName(id));
  const { timeline } = conversation;

  const past = useMemo(
    () => buildRows(timeline.messages, {
      zone, hasOlder: timeline.olderToken !== '', holes: timeline.holes, opened: opened.value,
    }),
    [version, zone, opened.value, isLoaded],
  );
  const rows = useMemo(() => withDrafts(past, pending, uploads, timeline), [past, pending, uploads]);

  /** Scrolls to the target as soon as its row exists, opening the group that holds it. */
  const settleTarget = () => {
    const wanted = target.current;
    if (!wanted || !list.current) return;
    const message = 'message' in wanted
      ? timeline.get(wanted.message)
      : timeline.messages.find((candidate) => messageMs(candidate) >= wanted.ms) ?? timeline.messages.at(-1);
    if (!message) return;
    const folded = rows.find((row) => row.kind === 'group' && !row.isOpen && row.messages.includes(message));
    if (folded && 'message' in wanted) {
      opened.value = new Set([...opened.value, message.name]);
      return;
    }
    if (!list.current.scrollTo(folded?.key ?? message.name)) return;
    target.current = null;
    if ('focus' in wanted && wanted.focus) requestAnimationFrame(() => list.current?.focusRow(message.name));
  };
  useLayoutEffect(settleTarget, [rows]);

  const say_ = (text: string) => (note.value = text);
  const goTo = (wanted: Target) => {
    target.current = wanted;
    settleTarget();
  };
  const goToTime = async (ms: number) => {
    try {
      await conversation.loadAround(ms);
      goTo({ ms });
    } catch (error) {
      say_(explain(toFailure(error)));
    }
  };
  const mark = (message: Message, focus: boolean) => {
    marked.value = message.name;
    goTo({ message: message.name, focus });
  };
  const step = (direction: 1 | -1) => {
    const told = timeline.messages.filter((message) => message.events.length > 0);
    const at = told.findIndex((message) => message.name === marked.value);
    const near = told.findIndex((message) => messageMs(message) >= seenMs.value);
    const from = at >= 0 ? at + direction : near < 0 ? told.length - 1 : direction > 0 ? near : near - 1;
    const next = told[Math.min(told.length - 1, Math.max(0, from))];
    if (from < 0) void conversation.loadOlder();
    if (next) mark(next, true);
  };
  const ask = (question: Ask) => {
    list.current?.scrollToEnd();
    void conversation.asking.ask(question).then(() => conversation.refreshHints());
  };
  const addFiles = (files: readonly File[]) => {
    list.current?.scrollToEnd();
    files.forEach((file) => void app.uploads.add(channelName(id), file));
  };
  const drop = useDrop(addFiles, () => say_(words.value.upload.folder));

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
    conversation.findEvent(eventName(id, event)).then(
      (message) => {
        if (!current) return;
        if (!message) {
          say_(words.value.conversation.eventGone);
          return;
        }
        const shown = message.events.find((item) => lastPart(item.name) === event) ?? message.events[0];
        playing.value = shown ? { message: message.name, event: shown.name } : null;
        mark(message, false);
      },
      (error: unknown) => current && say_(explain(toFailure(error))),
    );
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
    if (latest && !atEnd.value && latest.events.length) news.value++;
  }, [latest]);

  const { conversation: text } = words.value;
  const failure = conversation.failure.value;
  const display = chat?.displayName ?? '';
  const isUnknown = failure && ['CHAT_UNKNOWN', 'CHANNEL_UNKNOWN', 'NOT_FOUND', 'PERMISSION_DENIED'].includes(failure.reason);

  /** What is missing is loaded as it comes near; a failure is tried again with the next movement. */
  const load = (row: ShownRow) => {
    if (row.kind === 'older') void conversation.loadOlder().catch(() => undefined);
    if (row.kind === 'hole') void conversation.fillHole(row.hole).catch(() => undefined);
  };

  const renderRow = (row: ShownRow): JSX.Element => {
    switch (row.kind) {
      case 'day': return <h3 class="day">{dayTitle(row.ms, zone, locale.value, words.value, Date.now())}</h3>;
      case 'older': return <p class="loading-line">{text.older}</p>;
      case 'hole': return <p class="loading-line">{text.hole}</p>;
      case 'group': {
        const toggle = () => {
          const next = new Set(opened.value);
          row.messages.forEach((message) => (row.isOpen ? next.delete(message.name) : next.add(message.name)));
          opened.value = next;
        };
        return <GroupLine messages={row.messages} counts={row.counts} isOpen={row.isOpen} zone={zone} onToggle={toggle} />;
      }
      case 'upload': return <UploadCard upload={row.upload} />;
      case 'pending': {
        const { asked } = row.pending;
        return (
          <PendingMessage
            pending={row.pending} isAsked={asked !== undefined && timeline.get(asked.name) !== undefined} zone={zone} channel={channelName(id)}
            onAsk={ask} onGo={goToTime} onRetry={() => void conversation.asking.retry(row.pending.id)}
          />
        );
      }
      case 'message': return <div class={row.inGroup ? 'in-group' : ''}>{renderMessage(row.message)}</div>;
    }
  };
  const renderMessage = (message: Message): JSX.Element => {
    if (message.upload) return <UploadMessage message={message} zone={zone} onGo={goToTime} />;
    if (message.author === Message_Author.USER) {
      return <OwnBubble text={say(message.text)} name={message.name} time={clock(messageMs(message), zone, locale.value)} />;
    }
    if (message.events.length && !message.answers) {
      return <CameraMessage message={message} zone={zone} isMarked={marked.value === message.name} />;
    }
    if (message.author === Message_Author.NOTICE) return <p class="gap"><span>{say(message.text)}</span></p>;
    return <AnswerMessage message={message} zone={zone} channel={channelName(id)} onAsk={ask} onGo={goToTime} />;
  };

  return (
    <PlayingProvider value={playing}>
      <section
        class="conversation" aria-label={text.label(display)} {...drop.handlers}
        onKeyDown={(keyEvent) => onKey(keyEvent, step, () => app.places.back())}
      >
        <ConversationHeader id={id} chat={chat} onBack={() => app.places.back()} />
        {!isUnknown && (
          <DayStrip conversation={conversation} zone={zone} ms={seenMs.value || Date.now()} onGo={goToTime} onStep={step} />
        )}
        <div class="middle">
          {!isLoaded && !failure && <ConversationSkeleton />}
          {failure && (
            <div class="blank" role="alert">
              <p>{isUnknown ? text.unknown : explain(failure)}</p>
              <button type="button" class="primary" onClick={() => app.places.go({})}>{text.toList}</button>
            </div>
          )}
          {isLoaded && !rows.length && (
            <div class="blank"><Icon.Lens /><p>{text.empty}</p></div>
          )}
          {isLoaded && rows.length > 0 && (
            <VirtualList
              ref={list} rows={rows} estimate={estimateRow} render={renderRow} label={text.label(display)}
              onView={(looked, isAtEnd, near) => {
                atEnd.value = isAtEnd;
                if (isAtEnd) news.value = 0;
                seenMs.value = timeOf(looked, timeline.messages) ?? seenMs.value;
                near.forEach(load);
              }}
            />
          )}
          {!atEnd.value && isLoaded && rows.length > 0 && (
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
            <button type="button" class="round small" aria-label={words.value.standing.close} onClick={() => say_('')}>
              <Icon.Close />
            </button>
          </p>
        )}
        <ActivityLine messages={timeline.messages} uploads={uploads} onShow={(key) => list.current?.scrollTo(key)} />
        {!isUnknown && <Composer camera={display} hints={conversation.hints.value} onAsk={ask} onFiles={addFiles} />}
        <div class="hidden" aria-live="polite">{latest ? `${sentenceOf(latest)}` : ''}</div>
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

/** The moment that a row stands for; undefined for rows without one. */
function timeOf(row: ShownRow, messages: readonly Message[]): number | undefined {
  switch (row.kind) {
    case 'message': return messageMs(row.message);
    case 'group': return messageMs(row.messages[0]!);
    case 'day': return row.ms;
    case 'hole': return row.hole.after;
    default: {
      const last = messages.at(-1);
      return last && messageMs(last);
    }
  }
}


import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { channelOf } from '../api/names';
import { toMs } from '../api/timestamp';
import type { Chat } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, locale, say, words } from '../i18n';
import { whenInList } from '../i18n/time';
import { useApp } from '../state/app';
import { folded } from '../state/chats';
import { Avatar, stateWords } from './avatar';
import * as Icon from './icons';
import { MainMenu } from './main_menu';
import { NewCamera } from './new_camera';
import { ListSkeleton } from './skeletons';

/** So that "just now" does not stay for ever. */
const kClockMs = 30_000;

function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), kClockMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The cameras as contacts. */
export function ChatList(): JSX.Element {
  const { chats, keeper, places } = useApp();
  const [query, setQuery] = useState('');
  const [isAdding, setAdding] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const now = useNow();
  const { list: text } = words.value;
  const all = chats.sorted.value;
  const wanted = folded(query.trim());
  const shown = wanted ? all.filter((chat) => folded(chat.displayName).includes(wanted)) : all;
  const isLoaded = chats.isLoaded.value;
  const mayAdd = keeper.current.value?.user.roles.includes('ROLE_ADMIN') ?? false;
  const failure = chats.failure.value;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        search.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    (items[at + step] ?? (step < 0 ? search.current : undefined))?.focus();
  };

  return (
    <nav class="list" aria-label={text.title} onKeyDown={walk}>
      <header>
        <h1>{text.title}</h1>
        {mayAdd && (
          <button type="button" class="round" aria-label={text.add} title={text.add} onClick={() => setAdding(true)}>
            <Icon.Plus />
          </button>
        )}
        <MainMenu />
      </header>
      <div class="search">
        <Icon.Search />
        <input
          ref={search} type="search" value={query} placeholder={text.search} aria-label={text.search} autocomplete="off"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      {!isLoaded && !failure && <ListSkeleton />}
      {failure && <p class="blank" role="alert">{explain(failure)}</p>}
      {isLoaded && !all.length && (
        <div class="blank">
          <Icon.Lens />
          <p>{text.empty}</p>
          <p class="muted">{mayAdd ? text.emptyAdmin : text.emptyHint}</p>
          {mayAdd && <button type="button" class="primary" onClick={() => setAdding(true)}>{text.add}</button>}
        </div>
      )}
      {wanted !== '' && all.length > 0 && <AskAll query={query.trim()} all={all} onAsked={() => setQuery('')} />}
      {wanted !== '' && !shown.length && all.length > 0 && <p class="blank">{text.none(query.trim())}</p>}
      <ul class="contacts" ref={list}>
        {shown.map((chat) => <Contact key={chat.name} chat={chat} now={now} isOpen={isOpenChat(chat, places.current.value.chat)} />)}
      </ul>
      {isAdding && <NewCamera onClose={() => setAdding(false)} />}
    </nav>
  );
}

interface AskAllProps {
  query: string;
  all: readonly Chat[];
  onAsked(): void;
}

/** What was typed as a question to all cameras of a project; the first of them answers for all. */
function AskAll({ query, all, onAsked }: AskAllProps): JSX.Element | null {
  const { clients, places, toAsk } = useApp();
  const [failure, setFailure] = useState('');
  const open = places.current.value.chat;
  const speaker = all.find((chat) => isOpenChat(chat, open)) ?? all[0];
  const id = speaker && channelOf(speaker.name);
  if (!speaker || !id) return null;
  const ask = async () => {
    try {
      const { understanding } = await clients.chat.explain({ chat: speaker.name, text: query });
      const question = understanding?.question;
      if (question && !question.channels.length) {
        question.channels = all.filter((chat) => channelOf(chat.name)?.project === id.project).map((chat) => chat.channel);
      }
      toAsk.value = { chat: speaker.name, ask: { text: query, question } };
      places.go({ chat: id });
      onAsked();
    } catch (error) {
      setFailure(explain(toFailure(error)));
    }
  };
  return (
    <div class="ask-all">
      <button type="button" class="quiet" onClick={ask}><Icon.Search />{words.value.list.askAll(query)}</button>
      {failure && <p class="field-error" role="alert">{failure}</p>}
    </div>
  );
}

function isOpenChat(chat: Chat, open: ReturnType<typeof channelOf>): boolean {
  const id = channelOf(chat.name);
  return !!open && id?.project === open.project && id.channel === open.channel;
}

interface ContactProps {
  chat: Chat;
  now: number;
  isOpen: boolean;
}

function Contact({ chat, now, isOpen }: ContactProps): JSX.Element | null {
  const { places } = useApp();
  const id = channelOf(chat.name);
  if (!id) return null;
  const { list } = words.value;
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    places.go({ chat: id });
  };
  return (
    <li>
      <a
        class={isOpen ? 'contact open' : 'contact'} href={`/c/${id.project}/${id.channel}`} onClick={go}
        aria-current={isOpen ? 'page' : undefined}
      >
        <Avatar chat={chat} />
        <span class="contact-words">
          <span class="contact-top">
            <strong>{chat.displayName}</strong>
            {chat.pinned && <span class="pinned" title={list.pinned}><Icon.Pin /><span class="hidden">{list.pinned}</span></span>}
            <time>{whenInList(toMs(chat.lastTime), chat.timeZone, locale.value, words.value, now)}</time>
          </span>
          <span class="contact-bottom">
            <span class="last">{say(chat.lastSentence) || list.nothingYet}</span>
            {chat.unread > 0 && (
              <span class="unread" aria-label={list.unread(chat.unread)}>{chat.unread > 99 ? '99+' : chat.unread}</span>
            )}
          </span>
          <span class="hidden">{stateWords(chat)}</span>
        </span>
      </a>
    </li>
  );
}

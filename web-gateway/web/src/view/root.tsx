import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { channelName } from '../api/names';
import { locale, words } from '../i18n';
import { whenInList } from '../i18n/time';
import { useApp } from '../state/app';
import { ChatList } from './chat_list';
import { ConversationView } from './conversation_view';
import { Lens } from './icons';
import { FirstPassword, Login } from './login';
import { ListSkeleton } from './skeletons';

/** The whole page: login, first password, or the cameras. */
export function Root(): JSX.Element | null {
  const { keeper } = useApp();
  const session = keeper.current.value;
  const typed = useRef('');
  const hadSession = useRef(false);
  if (session) hadSession.current = true;

  useEffect(() => {
    document.documentElement.lang = locale.value;
  }, [locale.value]);

  if (session === undefined) return <Shell />;
  if (session === null) {
    return <Login wasEnded={hadSession.current} onPassword={(password) => (typed.current = password)} />;
  }
  if (session.user.passwordExpired) {
    return <FirstPassword oldPassword={typed.current} onDone={() => (typed.current = '')} />;
  }
  typed.current = '';
  return <Cameras key={session.user.name} user={session.user.name} />;
}

/** While it is not known who is there. */
function Shell(): JSX.Element {
  return (
    <div class="panes">
      <nav class="list"><header><h1>{words.value.list.title}</h1></header><ListSkeleton /></nav>
      <OfflineBar />
    </div>
  );
}

function Cameras({ user }: { user: string }): JSX.Element {
  const { chats, places, snapshots, uploads } = useApp();
  useEffect(() => {
    chats.start();
    void uploads.start(user);
    return () => {
      chats.stop();
      uploads.stop();
      snapshots.clear();
    };
  }, [user]);

  const unread = chats.unread.value;
  useEffect(() => {
    document.title = unread ? `(${unread}) ${words.value.appName}` : words.value.appName;
  }, [unread]);

  const { chat, event } = places.current.value;
  return (
    <div class={chat ? 'panes in-chat' : 'panes'}>
      <ChatList />
      <main>
        {chat
          ? <ConversationView key={channelName(chat)} id={chat} event={event} />
          : <div class="blank pick">{chats.sorted.value.length > 0 && <><Lens /><p>{words.value.conversation.pick}</p></>}</div>}
      </main>
      <OfflineBar />
    </div>
  );
}

/** A thin bar while the server is not heard, with the time of its last word. */
function OfflineBar(): JSX.Element | null {
  const { connection } = useApp();
  const [, setTick] = useState(0);
  const isLost = connection.isLost.value;
  useEffect(() => {
    if (!isLost) return;
    const timer = setInterval(() => setTick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, [isLost]);
  if (!isLost) return null;
  const { connection: text } = words.value;
  const last = connection.lastWordMs.value;
  const when = whenInList(last, '', locale.value, words.value, Date.now());
  return (
    <div class="offline" role="status">
      <span>{last ? text.offline(/^\d\d:/.test(when) ? text.atTime(when) : when) : text.offlineFresh}</span>
      <button type="button" onClick={() => connection.tryNow()}>{text.retry}</button>
    </div>
  );
}

import { signal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createClients, createTransport, type Clients } from '../api/clients';
import { sessionEndpoint } from '../api/session_endpoint';
import { SessionKeeper } from '../api/session_keeper';
import type { Ask } from './asking';
import { Chats } from './chats';
import { Connection } from './connection';
import { MediaUrls } from './media_urls';
import { Places } from './place';
import { remembered } from './remembered';
import { Snapshots } from './snapshots';
import { indexedUploads } from './upload_store';
import { Uploads } from './uploads';

/** Everything the screens stand on, made once. */
export interface App {
  keeper: SessionKeeper;
  clients: Clients;
  connection: Connection;
  places: Places;
  chats: Chats;
  urls: MediaUrls;
  snapshots: Snapshots;
  uploads: Uploads;
  /** A question that waits for its conversation to open, with the chat's name. */
  toAsk: Signal<{ chat: string; ask: Ask } | null>;
}

export function createApp(): App {
  const keeper = new SessionKeeper(sessionEndpoint, remembered('wasHere', (value) => value === true));
  const clients = createClients(createTransport(keeper, location.origin));
  const connection = new Connection();
  const app: App = {
    keeper,
    clients,
    connection,
    places: new Places(),
    chats: new Chats(clients, connection, keeper),
    urls: new MediaUrls(clients),
    snapshots: new Snapshots(clients),
    toAsk: signal(null),
    uploads: new Uploads(clients, indexedUploads(), (wake) => connection.onHope(wake)),
  };
  addEventListener('online', () => connection.tryNow());
  return app;
}

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('no AppProvider above');
  return app;
}

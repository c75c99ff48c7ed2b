import { signal } from '@preact/signals';
import type { ChannelId } from '../api/names';

/** Where the user is: the list, a conversation, or an event in one. */
export interface Place {
  chat?: ChannelId;
  event?: string;
}

const kPath = /^\/c\/([^/]+)\/([^/]+)(?:\/e\/([^/]+))?\/?$/;

export function parsePlace(path: string): Place {
  const match = kPath.exec(path);
  if (!match) return {};
  try {
    const [project, channel, event] = match.slice(1).map((part) => part && decodeURIComponent(part));
    return { chat: { project: project!, channel: channel! }, ...(event ? { event } : {}) };
  } catch {
    return {};
  }
}

export function formatPlace({ chat, event }: Place): string {
  if (!chat) return '/';
  const path = `/c/${encodeURIComponent(chat.project)}/${encodeURIComponent(chat.channel)}`;
  return event ? `${path}/e/${encodeURIComponent(event)}` : path;
}

/** The place in the address bar. It is kept through login. */
export class Places {
  readonly current = signal<Place>(parsePlace(location.pathname));
  private readonly onPop = () => (this.current.value = parsePlace(location.pathname));

  constructor() {
    addEventListener('popstate', this.onPop);
  }

  go(place: Place): void {
    const path = formatPlace(place);
    if (path !== location.pathname) history.pushState({ inside: true }, '', path);
    this.current.value = place;
  }

  /** Changes the address without a step in the history. */
  replace(place: Place): void {
    history.replaceState(history.state, '', formatPlace(place));
    this.current.value = place;
  }

  /** To the list, as the phone's own back button does. */
  back(): void {
    const inside = (history.state as { inside?: boolean } | null)?.inside;
    if (inside && !this.current.value.event) history.back();
    else this.go({});
  }
}

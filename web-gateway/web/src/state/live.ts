import { Follower, type FollowOptions } from '../api/follow';
import type { SessionKeeper } from '../api/session_keeper';
import type { Connection } from './connection';

/** Tabs that nobody looks at give their connections back; a browser has six for all of them (HTTP/1.1). */
const kHiddenForMs = 20_000;

/** Follows a stream while it is looked at, reporting to the thin bar. Returns the way to end it. */
export function followLive<T>(
  name: string, connection: Connection, keeper: SessionKeeper, options: FollowOptions<T>,
): () => void {
  const follower = new Follower<T>({
    ...options,
    onItem(item) {
      connection.heard();
      options.onItem(item);
    },
    onState(state) {
      connection.report(name, state);
      options.onState?.(state);
    },
    async onRefused(failure) {
      if (failure.code === 'UNAUTHENTICATED') {
        return keeper.renew().then(() => true, () => keeper.current.value !== null);
      }
      connection.forget(name);
      return (await options.onRefused?.(failure)) ?? false;
    },
  });
  const endHope = connection.onHope(() => follower.resume());
  let hiding: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => follower.pause(), kHiddenForMs);
    else follower.resume();
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(hiding);
    endHope();
    follower.stop();
    connection.forget(name);
  };
}

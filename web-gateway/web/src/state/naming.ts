import type { SessionKeeper } from '../api/session_keeper';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import type { Event } from '../gen/cameramonit/events/v1/event_pb';

const kNamers = ['ROLE_SUPERVISOR', 'ROLE_ADMIN'];

/** Whether the one who looks may say what things are. */
export const mayName = (keeper: SessionKeeper): boolean =>
  keeper.current.value?.user.roles.some((role) => kNamers.includes(role)) ?? false;

/** What a name is given to: the object that was followed, or the event that has none. */
export const targetOf = (event: Event): string => event.trackedObject || event.name;

/** The newest event of a message: its names are the ones that hold. */
export const newestOf = (message: Message): Event => message.events.at(-1)!;

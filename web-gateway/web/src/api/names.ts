/** Resource names of the contracts, taken apart. */
export interface ChannelId {
  project: string;
  channel: string;
}

export const channelName = ({ project, channel }: ChannelId): string => `projects/${project}/channels/${channel}`;
export const chatName = (id: ChannelId): string => `${channelName(id)}/chat`;
export const eventName = (id: ChannelId, event: string): string => `${channelName(id)}/events/${event}`;

/** The channel of any name below one; undefined for other names. */
export function channelOf(name: string): ChannelId | undefined {
  const match = /^projects\/([^/]+)\/channels\/([^/]+)(?:\/|$)/.exec(name);
  return match ? { project: match[1]!, channel: match[2]! } : undefined;
}

export const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

import type { ChatMember, User } from 'grammy/types';
import { personUser } from './wire.js';
import type { World } from './world.js';

/** A person comes into a channel or leaves it, and a bot that runs the channel hears of it. */
export function setMembership(world: World, channelId: number, personId: number, isMember: boolean): void {
  const channel = world.channels.of(channelId);
  const user = personUser(world.chats.of(personId).person);
  if (!world.channels.set(channel, personId, isMember) || !channel.botIsAdmin) return;
  world.updates.add(`member:${channelId}`, {
    chat_member: {
      chat: { id: channelId, type: 'channel', title: channel.title },
      from: user,
      date: Math.floor(world.now() / 1_000),
      old_chat_member: memberOf(user, !isMember),
      new_chat_member: memberOf(user, isMember),
    },
  });
}

export const memberOf = (user: User, isMember: boolean): ChatMember =>
  isMember ? { status: 'member', user } : { status: 'left', user };

import type { ChatMember, Update } from 'grammy/types';
import type { Chat } from './chats.js';
import { ControlError } from './errors.js';
import { textLimit, withDetected } from './formatted.js';
import { post, wireMessage, type World } from './world.js';
import { botUser, personUser, privateChat } from './wire.js';

/**
 * A person writes to the bot, which opens the chat. What is longer than a message goes as several.
 * Answers the ids of the messages.
 */
export function say(world: World, personId: number, text: string): number[] {
  const chat = world.chats.of(personId);
  if (chat.blocked) throw new ControlError(409, 'the person has blocked the bot: unblock it first');
  if (text.trim() === '') throw new ControlError(400, 'there is nothing to say');
  chat.opened = true;
  const pieces = text.match(new RegExp(`[^]{1,${textLimit}}`, 'g')) ?? [];
  return pieces.map((piece) => {
    const message = post(world, chat, { by: 'person', text: piece, entities: withDetected(piece, []) });
    world.updates.add(`chat:${personId}`, {
      message: wireMessage(world, chat, message),
    });
    return message.id;
  });
}

export const block = (world: World, personId: number): void => setBlocked(world, personId, true);
export const unblock = (world: World, personId: number): void => setBlocked(world, personId, false);

function setBlocked(world: World, personId: number, blocked: boolean): void {
  const chat = world.chats.of(personId);
  if (!chat.opened) throw new ControlError(409, 'the person has not written to the bot yet');
  if (chat.blocked === blocked) return;
  chat.blocked = blocked;
  world.updates.add(`member:${personId}`, { my_chat_member: memberUpdate(world, chat, blocked) });
  world.events.emit('blocked', { person: personId, blocked });
}

function memberUpdate(world: World, { person }: Chat, blocked: boolean): Update['my_chat_member'] & object {
  const member: ChatMember = { status: 'member', user: botUser(world.bot) };
  const kicked: ChatMember = { status: 'kicked', user: botUser(world.bot), until_date: 0 };
  return {
    chat: privateChat(person),
    from: personUser(person),
    date: Math.floor(world.now() / 1_000),
    old_chat_member: blocked ? member : kicked,
    new_chat_member: blocked ? kicked : member,
  };
}

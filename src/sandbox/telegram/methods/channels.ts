import { badRequest } from '../errors.js';
import { memberOf } from '../membership.js';
import { botUser, personUser } from '../wire.js';
import type { Methods } from './method.js';

/** Who is in the channels that the bot runs. Texts of refusals: from memory. */
export const channelMethods: Methods = {
  getChatMember(params, { channels, chats, bot }) {
    const userId = Number(params.text('user_id'));
    const channel = channels.asked(params.text('chat_id'));
    if (userId === bot.id) return { status: 'administrator', user: botUser(bot) };
    const chat = chats.all().find(({ person }) => person.id === userId);
    if (!chat) throw badRequest('user not found');
    return memberOf(personUser(chat.person), channel.members.includes(userId));
  },
};

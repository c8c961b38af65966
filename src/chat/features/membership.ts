import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';

/** In a private chat they block the bot, or take it back. Nothing is shown to either. */
export const membership = new Composer<ChatContext>();

membership.on('my_chat_member', async ({ myChatMember, trx, person, scope }) => {
  const gone = myChatMember.new_chat_member.status === 'kicked';
  await scope.db.users
    .query(trx)
    .findById(person.id)
    .patch({ blockedAt: gone ? scope.now() : null });
});

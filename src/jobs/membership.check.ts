import { AppError } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';
import { scrub } from '../scrub.js';

/**
 * Asks Telegram whether somebody is still in the required channel. The subject is our id of the person. Safe to repeat:
 * it writes what is so now. They were, so they stay in while Telegram does not say; the next tap asks again.
 */
export default defineJob({
  name: 'membership.check',
  queue: 'messages',

  async run(subject, { db, chat, telegram, now, log }) {
    const { channel } = chat.shop;
    const user = await db.users.query().findById(subject);
    if (!channel || !user?.telegramId) return;
    try {
      const isMember = await telegram.isInChannel(channel.id, user.telegramId);
      await db.users.noteChannel(db.knex, user.telegramId, { channelId: channel.id, isMember }, now());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ reason: scrub(error) }, 'a member of the required channel was not looked for again');
    }
  },
});

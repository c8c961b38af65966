import { z } from 'zod';
import { answersFor } from '../chat/inline/answers-for.js';
import { defineJob } from '../queue/define-job.js';

const data = z.object({ fromId: z.number().int(), text: z.string().max(256) });

/**
 * Answers what somebody types behind the bot's name in any chat. The subject is the query's id. Safe to repeat: it only
 * reads, and Telegram takes one answer.
 */
export default defineJob({
  name: 'inline.answer',
  queue: 'inline',
  data,

  async run(queryId, scope, { fromId, text }) {
    const articles = await answersFor(BigInt(fromId), text, scope);
    await scope.telegram.answerInline(queryId, articles);
  },
});

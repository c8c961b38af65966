import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import botConfigure, { setupHash } from './bot.configure.js';

/**
 * Asks Telegram where it sends updates, and owes it the setup anew where that is not what it was told: somebody else set
 * or deleted the webhook of this bot, and nothing else would ever notice. Every ten minutes and no sooner, lest two
 * fleets with one token fight. The subject is the tick. Safe to repeat: the setup says the same again.
 */
export default defineJob({
  name: 'bot.check',
  queue: 'maintenance',
  schedule: '4-59/10 * * * *',

  async run(_slot, scope) {
    const { db, telegram, bot, log } = scope;
    const hash = setupHash(scope);
    const told = await db.settings.get('bot');
    if (told?.hash !== hash) return; // another release's setup is told, or ours is owed already
    const { url } = await telegram.ask('getWebhookInfo', (api) => api.getWebhookInfo());
    if (url === (bot.webhookUrl ?? '')) return;
    log.warn({ found: url }, 'Telegram was told by somebody else where updates go: it is told again');
    await db.transaction((trx) => promise(trx, botConfigure, hash));
  },
});

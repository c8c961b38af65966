import { Composer } from 'grammy';
import { readStartParam } from '../../domain/campaign.js';
import { readInvitation } from '../../domain/referral.js';
import type { ChatContext } from '../context.js';

/** Asked before anything that may hold people back: how they came is known from their very first message. */
export const arrival = new Composer<ChatContext>();

/**
 * Who invited a person counts at their first contact alone: nobody who is here already is anybody's to bring. By which
 * campaign they came first counts whenever that is.
 */
arrival.command('start', async (ctx, next) => {
  const { scope, trx, person } = ctx;
  const invitation = person.screenVersion === 1n ? readInvitation(ctx.match) : null;
  if (invitation) {
    const { legacyLinks } = await scope.db.settings.referralRules(trx);
    const { code, telegramId } = invitation;
    await scope.db.referrals.invite(trx, person.id, { code, telegramId: legacyLinks ? telegramId : null });
  }
  const startParam = readStartParam(ctx.match);
  if (startParam !== null) await scope.db.campaigns.touch(trx, person.id, startParam);
  return next();
});

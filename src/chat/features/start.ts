import { Composer } from 'grammy';
import { isGiftToken, readGift } from '../../domain/gift.js';
import { greetByCampaign } from '../../effects/greet-by-campaign.js';
import type { ChatContext } from '../context.js';
import { tryCode, type Answering } from './promo.js';

export const start = new Composer<ChatContext>();

start.command('start', (ctx) => arrive(ctx, payloadOf(ctx.match)));

export const payloadOf = (match: string): string | undefined => /^[A-Za-z0-9_-]{1,64}$/.exec(match)?.[0];

/** A deep link's payload is kept from the first time, whatever it will mean; nothing is believed because it says so. */
export async function arrive(ctx: Answering, payload: string | undefined): Promise<void> {
  const { scope, trx, person } = ctx;
  if (payload !== undefined) {
    await scope.db.users
      .query(trx)
      .findById(person.id)
      .whereNull('startPayload')
      .patch({ startPayload: payload });
  }
  const code = /^promo_(.+)$/.exec(payload ?? '')?.[1];
  if (code !== undefined) return tryCode(ctx, code);
  const token = readGift(payload ?? '');
  if (token !== null) return ctx.display('gift', isGiftToken(token) ? token : 'none');
  if (payload !== undefined) await greetByCampaign(scope.db, trx, person.id, payload, scope.now());
  const isNew = person.screen === null || /^gate(:|$)/.test(person.screen);
  ctx.display(isNew && scope.chat.shop.greets ? 'welcome' : 'home');
}

start.command('menu', (ctx) => ctx.display('home'));
start.command(['help', 'support', 'paysupport', 'terms'], (ctx) => ctx.display('help'));
start.command('language', (ctx) => ctx.display('language'));
start.command('profile', (ctx) => ctx.display('profile'));
start.command('stats', (ctx) => ctx.display('figures')); // the menu, for whoever does not run the shop
start.command('buy', (ctx) => ctx.display('plans'));

start.command('connect', async (ctx) => {
  const { scope, trx, person } = ctx;
  const [first, second] = await scope.db.subscriptions.ofPerson(trx, person.id);
  if (second) ctx.display('subscriptions');
  else if (first) ctx.display('subscription', first.id);
  else ctx.display('home');
});

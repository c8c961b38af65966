import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';
import { tryCode } from './promo.js';

export const start = new Composer<ChatContext>();

/** A deep link's payload is kept from the first time, whatever it will mean; nothing is believed because it says so. */
start.command('start', async (ctx) => {
  const { scope, trx, person } = ctx;
  const payload = /^[A-Za-z0-9_-]{1,64}$/.exec(ctx.match)?.[0];
  if (payload) {
    await scope.db.users
      .query(trx)
      .findById(person.id)
      .whereNull('startPayload')
      .patch({ startPayload: payload });
  }
  const code = /^promo_(.+)$/.exec(payload ?? '')?.[1];
  if (code !== undefined) return tryCode(ctx, code);
  ctx.display(person.screen === null ? 'welcome' : 'home');
});

start.command('menu', (ctx) => ctx.display('home'));
start.command('help', (ctx) => ctx.display('help'));
start.command('language', (ctx) => ctx.display('language'));
start.command('buy', (ctx) => ctx.display('plans'));

start.command('connect', async (ctx) => {
  const { scope, trx, person } = ctx;
  const [first, second] = await scope.db.subscriptions.ofPerson(trx, person.id);
  if (second) ctx.display('subscriptions');
  else if (first) ctx.display('subscription', first.id);
  else ctx.display('home');
});

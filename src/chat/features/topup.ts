import { Composer } from 'grammy';
import { money, parseMoney } from '../../domain/money.js';
import type { ChatContext } from '../context.js';
import { onceAction, type From } from '../on-action.js';
import { toId } from '../screen.js';
import { startPayment } from './paying.js';

export const topup = new Composer<ChatContext>();

const fromSum: From = ([amount]) => ['topup', amount];

onceAction(topup, 'topup', fromSum, async (ctx, [amount, provider = '']) => {
  const { scope, trx, person, t } = ctx;
  const minor = toId(amount) ?? 0n;
  const price = money(minor, 'RUB');
  const { shop } = scope.chat;
  const offered = provider !== 'balance' && shop.providers.includes(provider) && shop.offers(provider, price);
  if (!offered || !within(ctx, minor)) {
    ctx.toast(t.plain('toast-offer-changed'));
    return ctx.display('topup');
  }
  const order = await scope.db.orders.findOrOpen(trx, {
    userId: person.id,
    subscriptionId: null,
    kind: 'topup',
    planVersionId: null,
    price,
  });
  await startPayment(ctx, order, provider);
});

/** Any other amount, typed: "350", "350,50", "1 000 ₽". */
topup.on('message:text', async (ctx, next) => {
  if (ctx.person.awaiting !== 'topup' || ctx.message.text.startsWith('/')) return next();
  const minor = read(ctx.message.text);
  ctx.display('topup', minor !== null && within(ctx, minor) ? minor : 'unclear');
});

const within = ({ scope }: ChatContext, minor: bigint): boolean =>
  minor >= scope.chat.shop.topup.minMinor && minor <= scope.chat.shop.topup.maxMinor;

function read(text: string): bigint | null {
  const digits = text
    .slice(0, 40)
    .replace(/[\s\u00a0₽]|руб\.?|rub/gi, '')
    .replace(',', '.');
  try {
    return parseMoney(digits, 'RUB').minor;
  } catch {
    return null;
  }
}

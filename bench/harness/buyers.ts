import { made } from '../../src/main/demo/environment.js';
import type { Shop } from '../../test/e2e/support/shop.js';
import { tell } from '../../test/e2e/support/buyer.js';
import { asBot, forEach } from './telegram.js';

/** Somebody who has paid on the provider's page, and still looks at the invoice in the chat. */
export interface Buyer {
  readonly telegramId: number;
  readonly paymentId: string;
  /** The provider's. */
  readonly externalId: string;
}

const price = '199.00';

/** Nobody shall hear of what these people say and pay before we tell it: taps are all that Telegram brings, webhooks none. */
export async function deafen(shop: Shop): Promise<void> {
  await asBot(shop, 'setWebhook', {
    url: `${shop.edgeUrl}/telegram/webhook`,
    allowed_updates: ['callback_query'],
  });
  await tell(shop, '/control/yookassa/webhooks', { mode: 'lost' });
}

/** New people, each with a paid invoice of which the shop has not heard: all that lies before a webhook. */
export async function meetBuyers(shop: Shop, first: number, howMany: number): Promise<Buyer[]> {
  const { rows } = await shop.db.knex.raw<{ rows: { telegramId: bigint; paymentId: bigint }[] }>(
    `with person as (
       insert into users (telegram_id, first_name, language_guess)
       select ?::bigint + n, 'Вера', 'ru' from generate_series(1, ?::int) n returning id, telegram_id),
     bought as (
       insert into orders (user_id, kind, plan_version_id, price_minor, currency)
       select p.id, 'buy', v.id, v.price_minor, v.currency from person p,
         (select * from plan_versions where months = 1 and price_minor = 19900 order by id desc limit 1) v returning id, user_id),
     paid as (
       insert into payments (order_id, provider, amount_minor, currency, state, pay_url, expires_at)
       select id, 'yookassa', 19900, 'RUB', 'pending', 'https://pay.example', now() + interval '1 hour' from bought returning id, order_id),
     chat as (
       insert into chats (user_id, screen_message_id, screen_kind, screen_version, screen)
       select b.user_id, 2, 'text', 3, 'payment:' || p.id from paid p join bought b on b.id = p.order_id)
     select u.telegram_id "telegramId", p.id "paymentId"
     from paid p join bought b on b.id = p.order_id join person u on u.id = b.user_id`,
    [first, howMany],
  );
  const buyers: Buyer[] = [];
  await forEach(rows, 8, async ({ telegramId: id, paymentId }) => {
    const telegramId = Number(id);
    shop.sandbox.telegram.addPerson({ id: telegramId, first_name: 'Вера', language_code: 'ru' });
    shop.sandbox.telegram.say(telegramId, '/buy');
    await asBot(shop, 'sendMessage', { chat_id: telegramId, text: 'Счёт на 199 ₽' });
    const externalId = await invoice(shop, String(paymentId));
    shop.sandbox.yookassa.pay(externalId);
    buyers.push({ telegramId, paymentId: String(paymentId), externalId });
  });
  await shop.db.knex.raw(
    'update payments p set external_id = b.external_id from unnest(?::bigint[], ?::text[]) b(id, external_id) where p.id = b.id',
    [buyers.map(({ paymentId }) => paymentId), buyers.map(({ externalId }) => externalId)],
  );
  return buyers;
}

/** An invoice at the provider, as the shop opens one. */
async function invoice(shop: Shop, paymentId: string): Promise<string> {
  const amount = { value: price, currency: 'RUB' };
  const answer = await fetch(`${shop.sandbox.url}/yookassa/v3/payments`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${made.shopId}:${made.shopKey}`).toString('base64')}`,
      'idempotence-key': `bench-${paymentId}`,
    },
    body: JSON.stringify({
      amount,
      capture: true,
      confirmation: { type: 'redirect', return_url: shop.sandbox.url },
      metadata: { payment_id: paymentId },
      receipt: {
        customer: { email: 'vera@shop.example' },
        items: [
          {
            description: 'Подписка',
            quantity: '1.00',
            amount,
            vat_code: 1,
            payment_mode: 'full_prepayment',
            payment_subject: 'service',
          },
        ],
      },
    }),
  });
  const { id, description } = (await answer.json()) as { id: string; description?: string };
  if (!answer.ok) throw new Error(`no invoice: ${description}`);
  return id;
}

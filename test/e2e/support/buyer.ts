import { expect } from 'chai';
import { buttonOf, meetPerson, type Person } from '../../../src/main/demo/person.js';
import { until } from '../../support/until.js';
import type { Shop } from './shop.js';

export type Buyer = Person & {
  /** Goes on until the pay button shows; answers the provider's id of the payment. */
  order(): Promise<string>;
  /** The same for whoever has chosen the card already. */
  invoiced(): Promise<string>;
};

const success = /Готово!|Подписка продлена/;

/** Somebody new who wants a month. */
export async function newBuyer(shop: Shop): Promise<Buyer> {
  const person = await meetPerson(shop.sandbox.url, () => {});
  const invoiced = async (): Promise<string> => {
    const invoice = await person.sees('an invoice', /Счёт на/);
    return new URL(buttonOf(/Оплатить/, invoice).url ?? '').pathname.split('/').at(-1) ?? '';
  };
  return {
    ...person,
    invoiced,
    async order() {
      await chooseCard(person);
      return invoiced();
    },
  };
}

/** Everything before the provider is asked. */
export async function chooseCard(person: Person): Promise<void> {
  await person.text('/buy');
  await person.tap(/1 месяц/, await person.sees('the plans', /На какой срок/));
  await person.tap(/Картой/, await person.sees('ways to pay', /Как вам удобнее заплатить/));
}

/** The buyer pays on the provider's page. */
export const pay = (shop: Shop, id: string): Promise<unknown> =>
  tell(shop, `/control/yookassa/payments/${id}/succeed`, {});

/** Speaks to the sandbox behind everybody's back. */
export async function tell(shop: Shop, path: string, body?: unknown, method = 'POST'): Promise<unknown> {
  const answer = await fetch(`${shop.sandbox.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** What the shop did for a person, and told them. */
export async function dealOf(shop: Shop, buyer: Person) {
  const { rows } = await shop.db.knex.raw<{
    rows: { payments: string[]; paid: string; grants: string; ledger: string }[];
  }>(
    `select
      (select coalesce(array_agg(p.state order by p.id), '{}') from payments p join orders o on o.id = p.order_id where o.user_id = u.id) payments,
      (select count(*) from orders where user_id = u.id and state = 'paid') paid,
      (select count(*) from grants g join subscriptions s on s.id = g.subscription_id where s.user_id = u.id and g.source = 'order') grants,
      (select count(*) from ledger_transactions l where l.key in (select 'payment:' || p.id from payments p join orders o on o.id = p.order_id where o.user_id = u.id)) ledger
     from users u where u.telegram_id = ?`,
    [String(buyer.id)],
  );
  const row = rows[0];
  const accounts = [...shop.sandbox.remnawave.users.all()].filter((user) => user.telegramId === buyer.id);
  const successes = (await buyer.all()).filter(({ from, text }) => from === 'bot' && success.test(text));
  return {
    payments: row?.payments ?? [],
    paid: Number(row?.paid ?? 0),
    grants: Number(row?.grants ?? 0),
    ledger: Number(row?.ledger ?? 0),
    accounts: accounts.length,
    successes: successes.length,
  };
}

/** One purchase, and no trace of a second. */
const oneDeal = {
  payments: ['succeeded'],
  paid: 1,
  grants: 1,
  ledger: 1,
  accounts: 1,
  successes: 1,
} as const;

/** Waits until the buyer has heard, and then until nothing is owed to anybody: what is done twice is done by then. */
export async function boughtOnce(shop: Shop, buyer: Person, ms = 30_000): Promise<void> {
  await until(
    async () => (await dealOf(shop, buyer)).successes > 0,
    ms,
    async () => `paid, and never heard of it; open are ${JSON.stringify(await openPromises(shop))}`,
  );
  await nothingOwed(shop, ms);
  expect(await dealOf(shop, buyer)).to.deep.equal(oneDeal);
  expect(await ledgerSums(shop), 'the sums of the ledger').to.deep.equal([]);
}

/** Keys of what is due and not yet done. */
const openPromises = (shop: Shop): Promise<string[]> =>
  shop.db
    .knex('outbox')
    .whereNull('doneAt')
    .whereNull('parkedAt')
    .where('dueAt', '<=', shop.db.knex.raw('clock_timestamp()'))
    .orderBy('id')
    .pluck('key');

export async function nothingOwed(shop: Shop, ms = 30_000): Promise<void> {
  await until(
    async () => (await openPromises(shop)).length === 0,
    ms,
    async () => `still owed: ${JSON.stringify(await openPromises(shop))}`,
  );
}

/** Currencies in which the ledger does not sum to zero. */
const ledgerSums = async (shop: Shop): Promise<unknown[]> =>
  shop.db.knex('ledger_entries').select('currency').groupBy('currency').havingRaw('sum(amount_minor) <> 0');

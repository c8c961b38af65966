import type { Db } from '../../../src/db/db.js';
import type { Shop } from '../../support/fleet/open-shop.js';
import { ask, type Found } from '../invariants.js';
import { isRefusal } from '../strangers.js';
import type { Took } from './counters.js';
import type { MoneyMarket } from './market.js';
import { bindingRules } from './binding.js';
import { inOurBooks } from './own-books.js';
import { saidNoRules } from './said-no.js';

interface Ours {
  readonly id: string;
  readonly provider: string;
  readonly externalId: string | null;
  readonly state: string;
  readonly minor: string;
  readonly currency: string;
  readonly refunded: string;
}

const ourPayments = `
  select p.id::text, p.provider, p.external_id "externalId", p.state, p.amount_minor::text minor, p.currency, (
    select coalesce(sum(r.amount_minor), 0)::text from refunds r where r.payment_id = p.id and r.state = 'succeeded' and not r.to_balance) refunded
  from payments p where p.provider <> 'balance'`;

const providerAccounts = `
  select substr(a.name, 10) provider, a.currency, sum(e.amount_minor)::text minor from ledger_accounts a
  join ledger_entries e on e.account_id = a.id where a.name like 'provider:%' group by 1, 2`;

const settled = new Set(['succeeded', 'refunded_in_part', 'refunded', 'disputed']);

/** Our tables against each other, and against the books of every provider, both ways. */
export async function moneyRules({ db }: Shop, market: MoneyMarket): Promise<Record<string, Found>> {
  const ours = await rowsOf<Ours>(db, ourPayments);
  const inside = Object.fromEntries(
    await Promise.all(
      Object.entries(inOurBooks).map(async ([rule, sql]) => [rule, await ask(db, sql)] as const),
    ),
  );
  return {
    ...inside,
    'the audit of the books finds nothing': await db.ledger.audit(),
    ...againstTheirs(ours, market),
    ...(await saidNoRules(db, market)),
    ...(await bindingRules(db, market)),
    ...disputeRules(ours, market),
    'each provider holds what our ledger says': await sums(db, market, ours),
  };
}

function againstTheirs(ours: readonly Ours[], market: MoneyMarket): Record<string, Found> {
  const theirs = market.counters.flatMap(({ provider, books }) =>
    books().map((took) => ({ provider, ...took })),
  );
  const known = new Map(ours.map((payment) => [`${payment.provider} ${payment.externalId}`, payment]));
  const stateOf = (provider: string, { externalId }: Took): string =>
    known.get(`${provider} ${externalId}`)?.state ?? 'unknown';
  const wrong = new Set(market.deeds.filter(({ is }) => is === 'wrong').map(({ bill }) => bill));
  const forged = new Set(market.deeds.filter(({ is }) => is === 'forged').map(({ bill }) => bill));
  const took = theirs.filter(({ isPaid }) => isPaid);
  const tookIds = new Map(took.map((one) => [`${one.provider} ${one.externalId}`, one]));
  const say = (one: Took & { provider: string }): string =>
    `${one.provider} ${one.bill}, payment ${one.paymentId}, is ${stateOf(one.provider, one)}`;
  // A person decides: of another amount, and of money that was disputed before anybody told us of it.
  const isExcused = (one: Took & { provider: string }): boolean =>
    wrong.has(one.bill) || (one.dispute !== undefined && stateOf(one.provider, one) === 'review');
  return {
    'what a provider took, we know as paid': took
      .filter((one) => !isExcused(one) && !settled.has(stateOf(one.provider, one)))
      .map(say),
    'what is paid here, its provider took, as much of it': ours
      .filter(({ state }) => settled.has(state))
      .filter(({ provider, externalId, minor, currency }) => {
        const one = tookIds.get(`${provider} ${externalId}`);
        return one === undefined || String(one.minor) !== minor || one.currency !== currency;
      })
      .map(({ id, provider, externalId }) => `payment ${id}, ${provider} ${externalId}`),
    'what went back there went back here, and as much': took
      .filter((one) => !isExcused(one))
      .filter((one) => String(one.refundedMinor) !== known.get(`${one.provider} ${one.externalId}`)?.refunded)
      .map(
        (one) =>
          `${say(one)}: ${one.refundedMinor} there, ${known.get(`${one.provider} ${one.externalId}`)?.refunded} here`,
      ),
    'one payment here for one there': [...counts(ours)]
      .filter(([, count]) => count > 1)
      .map(([name]) => name),
    'a wrong amount waits in review': theirs
      .filter((one) => wrong.has(one.bill) && stateOf(one.provider, one) !== 'review')
      .map(say),
    'a forged notice changes nothing': theirs
      .filter((one) => forged.has(one.bill) && settled.has(stateOf(one.provider, one)))
      .map(say),
    'forgers are refused': market.forgeries
      .filter(({ status }) => !isRefusal(status))
      .map(({ provider, status }) => `${provider} ${status}`),
  };
}

/** One that was told of, and one that is over. */
function disputeRules(ours: readonly Ours[], market: MoneyMarket): Record<string, Found> {
  const states = new Map(ours.map(({ provider, externalId, state }) => [`${provider} ${externalId}`, state]));
  const wrong = market.counters.flatMap(({ provider, books }) =>
    books().flatMap(({ externalId, dispute, isPaid }) => {
      const state = states.get(`${provider} ${externalId}`);
      if (!isPaid || state === 'refunded' || state === 'review') return [];
      const isOpen = dispute !== undefined && dispute !== 'won' && dispute !== 'lost';
      return isOpen === (state === 'disputed')
        ? []
        : [`${provider} ${externalId}: ${dispute}, here ${state}`];
    }),
  );
  return { 'a dispute stands here as it does there': wrong };
}

const counts = (ours: readonly Ours[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const { provider, externalId } of ours) {
    if (externalId === null) continue;
    const name = `${provider} ${externalId}`;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
};

/** What came less what went back; what waits in review was never booked. */
async function sums(db: Db, market: MoneyMarket, ours: readonly Ours[]): Promise<Found> {
  const review = new Set(
    ours
      .filter(({ state }) => state === 'review')
      .map(({ provider, externalId }) => `${provider} ${externalId}`),
  );
  const held = new Map<string, bigint>();
  for (const { provider, books } of market.counters)
    for (const { externalId, currency, minor, refundedMinor, isPaid } of books()) {
      if (!isPaid || review.has(`${provider} ${externalId}`)) continue;
      const name = `${provider} ${currency}`;
      held.set(name, (held.get(name) ?? 0n) + minor - refundedMinor);
    }
  const accounts = await rowsOf<{ provider: string; currency: string; minor: string }>(db, providerAccounts);
  const booked = new Map(
    accounts.map(({ provider, currency, minor }) => [`${provider} ${currency}`, -BigInt(minor)]),
  );
  return [...new Set([...held.keys(), ...booked.keys()])]
    .filter((name) => !name.startsWith('balance '))
    .filter((name) => (held.get(name) ?? 0n) !== (booked.get(name) ?? 0n))
    .map((name) => `${name}: ${held.get(name) ?? 0n} there, ${booked.get(name) ?? 0n} here`);
}

async function rowsOf<Row>(db: Db, sql: string): Promise<Row[]> {
  const { rows } = await db.knex.raw<{ rows: Row[] }>(sql);
  return rows;
}

import type { Transaction } from 'objection';
import { ask } from '../src/db/ask.js';
import type { Db } from '../src/db/db.js';
import { Never } from '../src/domain/errors.js';
import { inBulk } from './bulk.js';
import { ledger, money, work } from './crowd-money.js';
import { growth } from './crowd-growth.js';
import { renewals } from './crowd-renewals.js';
import { promo } from './crowd-promo.js';
import { comers, given, story } from './crowd-rows.js';

const numbered = [
  'users',
  'subscriptions',
  'devices',
  'grants',
  'grant_withdrawals',
  'messages',
  'orders',
  'payments',
  'payment_events',
  'refunds',
  'inbox_events',
  'ledger_accounts',
  'ledger_transactions',
  'ledger_entries',
  'outbox',
  'promo_codes',
  'promo_activations',
  'campaigns',
  'payment_methods',
];
const tables = [
  ...numbered,
  'chats',
  'processed_updates',
  'promo_guesses',
  'promo_slots',
  'unclaimed_payments',
  'gifts',
  'referrals',
  'referral_rewards',
  'campaign_touches',
  'renewals',
];

/** It may take minutes, it ends with whoever asked for it, and months are those of UTC, as in the domain. */
const terms = `
  set local statement_timeout = 0; set local lock_timeout = '10s'; set local idle_in_transaction_session_timeout = 0;
  set local client_connection_check_interval = '2s'; set local timezone = 'UTC';
  set local work_mem = '256MB'; set local maintenance_work_mem = '512MB'; set local jit = off;
  set local random_page_cost = 1.1`;

/** Ids that were given here are not given again. */
const countOn = `do $$ declare name text; begin
  foreach name in array array['${numbered.join("', '")}'] loop
    execute format('select setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false) from %I', name, name);
  end loop; end $$`;

/**
 * A shop that has lived for a year and a half, made by the server itself: people, three grants and three payments for
 * each on average with their orders, ledger, webhooks, messages and promises. For measurements. All of it or nothing;
 * needs the owner of the tables, and holds them alone meanwhile. `say` hears what took a tenth of a second or more.
 * False: this very crowd was there already.
 *
 * @throws {Never} where others are, or nothing is on sale
 */
export async function seedCrowd(db: Db, people: number, say: (line: string) => void): Promise<boolean> {
  const timed = async (what: string, make: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await make();
    const seconds = (performance.now() - began) / 1_000;
    if (seconds >= 0.1) say(`${seconds.toFixed(1).padStart(6)} s  ${what}`);
  };
  return db.knex.transaction(async (trx) => {
    await trx.raw(terms);
    await trx.raw("select pg_advisory_xact_lock(hashtext('seed'))");
    if (await isThere(trx, people)) return false;
    await refuseOthers(trx);
    await trx.raw(`lock table ${tables.join(', ')} in access exclusive mode`);
    // Whoever came before the lock was granted.
    await refuseOthers(trx);
    await inBulk(trx, tables, () => fill(trx, people, timed), timed);
    await timed('the ledger is proved', () => proveLedger(trx));
    await trx.raw(countOn);
    await timed('statistics', () => trx.raw(`analyze ${tables.join(', ')}`));
    await trx('settings').insert({ name: 'crowd', value: JSON.stringify({ people }) });
    return true;
  });
}

async function isThere(trx: Transaction, people: number): Promise<boolean> {
  const [found] = await ask<{ people: number | null; offers: boolean }>(
    trx,
    `select (select (value ->> 'people')::int from settings where name = 'crowd') people,
       exists (select from plan_versions where on_sale and currency = 'RUB') offers`,
  );
  if (found?.people === people) return true;
  if (found?.people) throw notEmpty(`a crowd of ${found.people} is`);
  if (!found?.offers)
    throw new Never(
      'seed.no_plans',
      'nothing is on sale that a crowd could buy: set a price, like RUB_PRICE_1_MONTH=199',
    );
  return false;
}

/** The tables are emptied for it, so not a row of anybody may be in them. */
async function refuseOthers(trx: Transaction): Promise<void> {
  const each = tables.map((name) => `select '${name}' name where exists (select from ${name})`);
  const [held] = await ask<{ name: string }>(trx, `${each.join(' union all ')} limit 1`);
  if (held) throw notEmpty(`rows of others (${held.name}) are`);
}

const notEmpty = (what: string): Never =>
  new Never(
    'seed.not_empty',
    `${what} in this database, and a crowd only comes into an empty one: name a new database in DATABASE_URL and migrate it`,
  );

async function fill(
  trx: Transaction,
  people: number,
  timed: (what: string, make: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await trx.raw('select setseed(0.5)');
  const steps = [
    ...story(people),
    ...comers(people),
    ...given,
    ...money,
    ...ledger(people),
    ...promo(people),
    ...growth(people),
    ...renewals(people),
    ...work(people),
  ];
  for (const [what, sql] of steps) await timed(what, () => trx.raw(sql));
}

/** What the trigger of the ledger's entries would have asked of each. */
async function proveLedger(trx: Transaction): Promise<void> {
  const [wrong] = await ask(
    trx,
    'select transaction_id from ledger_entries group by transaction_id, currency having sum(amount_minor) <> 0 limit 1',
  );
  if (wrong) throw new Error('the ledger of the crowd does not sum to zero');
}

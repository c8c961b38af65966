import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../../src/db/db.js';
import booksProve from '../../../src/jobs/books.prove.js';
import { promise } from '../../../src/queue/promise.js';
import type { Shop } from '../../support/fleet/open-shop.js';
import { ask, type Found } from '../invariants.js';
import { stubborn } from '../market.js';
import { tributeId } from './counters.js';

/** Whose books can be proven: everybody but the balance. */
const provenBy = `select substr(name, 14) what from settings where name like 'books.proven:%'`;
/** What Tribute sells by links stands in no list, and Cryptomus tells of what it charges by itself the last charge alone. */
const notProven = `select 'payment ' || p.id || ', ' || provider what from payments p
  where provider <> 'balance' and proven_at is null and state in ('succeeded', 'refunded_in_part', 'refunded', 'disputed')
    and external_id not like '${tributeId}:%' and not (provider = 'cryptomus' and exists (
      select from payments later where later.mandate_id = p.mandate_id and later.id > p.id))`;

/** But for payments that wait in review: at those a person looks already. */
const differing = `select kind || ' ' || provider || ' ' || external_id || ', payment ' || coalesce(payment_id::text, 'none')
  || ': ours ' || ours || ', theirs ' || theirs what from breaks b where state <> 'closed'
  and not exists (select from payments p where p.id = b.payment_id and p.state = 'review')`;

export interface Proven {
  readonly rules: Readonly<Record<string, Found>>;
  readonly payments: number;
}

/**
 * The daily jobs, as a day later: what is younger than ten minutes they leave alone, so all is an hour older; and what
 * they would look at again in a quarter of an hour they look at now.
 */
export async function proveBooks({ db }: Shop, providers: readonly string[], ms: number): Promise<Proven> {
  const hour = "created_at - interval '1 hour'";
  await stubborn(() => db.knex.raw(`update payments set created_at = ${hour}`));
  await stubborn(() => db.knex.raw(`update refunds set created_at = ${hour}`));
  await stubborn(() => forgetProofs(db));
  await stubborn(() => db.transaction((trx) => promise(trx, booksProve, 'chaos')));
  const missing = async (): Promise<string[]> => {
    const proven = new Set(await stubborn(() => ask(db, provenBy)));
    return providers.filter((provider) => !proven.has(provider));
  };
  let left = await missing();
  for (const deadline = Date.now() + ms; left.length > 0 && Date.now() < deadline; await sleep(500)) {
    await stubborn(() => hasten(db));
    left = await missing();
  }
  const proven = await ask(db, `select id::text what from payments where proven_at is not null`);
  return {
    payments: proven.length,
    rules: {
      'the books of each provider are proven': left,
      'our books and theirs do not differ': await ask(db, differing),
      'each payment was found at its provider': await ask(db, notProven),
    },
  };
}

/** The hour of the daily proof may have come while people bought: it was of less than there is now, and is once a day. */
async function forgetProofs({ knex }: Db): Promise<void> {
  await knex('outbox').where({ job: 'books.match' }).delete();
  await knex('settings').where('name', 'like', 'books.%').delete();
}

const hasten = (db: Db): Promise<unknown> =>
  Promise.resolve(
    db
      .knex('outbox')
      .where({ job: 'books.match' })
      .whereNull('doneAt')
      .whereNull('parkedAt')
      .where('dueAt', '>', db.knex.fn.now())
      .update({ dueAt: new Date() }),
  );

import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Currency, Money } from '../domain/money.js';
import { createAudit } from './audit.js';

/** `user:<id>` and `held:<order>` keep a balance that cannot go below zero; the others are sums. */
export type AccountName =
  | `user:${bigint}`
  | `held:${bigint}`
  | `provider:${string}`
  | `fees:${string}`
  | 'sales'
  | 'promo'
  | 'referral'
  | 'adjust'
  | 'bank';

export interface Transfer {
  /** What makes it happen once. */
  readonly key: string;
  readonly from: AccountName;
  readonly to: AccountName;
  readonly amount: Money;
}

const keepsBalance = (name: AccountName): boolean => /^(user|held):/.test(name);

/** The double-entry ledger. Append-only; a correction is another transfer. */
export function createLedger(knex: Knex) {
  return {
    /**
     * Moves an amount, once per key. False: it was moved before. The checks of the table refuse a kept balance
     * below zero (23514), which ends the transaction.
     */
    async transfer(trx: Transaction, { key, from, to, amount }: Transfer): Promise<boolean> {
      const [entry] = await trx('ledger_transactions')
        .insert({ key })
        .onConflict('key')
        .ignore()
        .returning('id');
      if (!entry) return false;
      await book(trx, entry.id, { from, to, amount });
      return true;
    },

    /** A person's money, locked until `trx` ends when one is given. 0 where they never had any. */
    async balance(name: AccountName, currency: Currency, trx?: Transaction): Promise<bigint> {
      const query = (trx ?? knex)('ledger_accounts').where({ name, currency }).select('balanceMinor');
      const row = await (trx ? query.forUpdate() : query).first<{ balanceMinor: bigint } | undefined>();
      return row?.balanceMinor ?? 0n;
    },

    ...createAudit(knex),
  };
}

/** Both sides, and the balances that are kept. */
async function book(
  trx: Transaction,
  transactionId: bigint,
  { from, to, amount: { minor, currency } }: Omit<Transfer, 'key'>,
): Promise<void> {
  // Those that lock do so in one order, whichever way the money goes.
  const ids = new Map<AccountName, bigint>();
  for (const name of [from, to].toSorted()) ids.set(name, await account(trx, name, currency));
  const sides = [
    { accountId: ids.get(from), amountMinor: -minor, name: from },
    { accountId: ids.get(to), amountMinor: minor, name: to },
  ];
  const entries = sides.map(({ accountId, amountMinor }) => ({
    transactionId,
    accountId,
    currency,
    amountMinor,
  }));
  await trx('ledger_entries').insert(entries);
  for (const { name, accountId, amountMinor } of sides) {
    if (!keepsBalance(name)) continue;
    await trx.raw('update ledger_accounts set balance_minor = balance_minor + ? where id = ?', [
      String(amountMinor),
      String(accountId),
    ]);
  }
}

/** The account's row, made if need be; one that keeps a balance comes locked. */
async function account(trx: Transaction, name: AccountName, currency: Currency): Promise<bigint> {
  const kept = keepsBalance(name);
  const found = () => {
    const query = trx('ledger_accounts').where({ name, currency }).select('id');
    return (kept ? query.forUpdate() : query).first<{ id: bigint } | undefined>();
  };
  const row = await found();
  if (row) return row.id;
  await trx('ledger_accounts')
    .insert({ name, currency, balanceMinor: kept ? 0n : null })
    .onConflict(['name', 'currency'])
    .ignore();
  return (await found())!.id;
}

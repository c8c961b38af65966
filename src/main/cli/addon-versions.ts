import type { Transaction } from 'objection';
import type { Db } from '../../db/db.js';
import type { Addon } from '../../domain/addon.js';
import { Never } from '../../domain/errors.js';
import type { Money } from '../../domain/money.js';
import { alone, priceToo } from './goods.js';

interface NewAddon extends Addon {
  /** Rubles. */
  readonly price: Money;
  readonly also: readonly Money[];
}

/** Puts an add-on on sale; answers its version. */
export const sellAddon = (db: Db, { also, ...addon }: NewAddon, actor: string): Promise<bigint> =>
  db.transaction(async (trx) => {
    await alone(trx);
    const version = await append(trx, addon, true);
    await priceToo(trx, 'addon', version, also);
    await db.auditTrail.note(trx, { actor, action: 'addon.add', subject: `addon_version:${version}` });
    return version;
  });

/** A row of the same with some of it changed, in its place. Open orders keep what they were made for. */
export const replaceAddon = (
  db: Db,
  version: bigint,
  change: { readonly onSale: false } | { readonly price: Money; readonly also: readonly Money[] },
  actor: string,
): Promise<bigint> =>
  db.transaction(async (trx) => {
    await alone(trx);
    const old = await db.addons.offered(trx, version);
    if (!old)
      throw new Never('addon.unknown', `version ${version} is not on sale: \`addon list\` shows what is`);
    const retires = 'onSale' in change;
    const { kind, amount } = old;
    const made = await append(trx, { kind, amount, price: retires ? old.price : change.price }, !retires);
    if (!retires) await priceToo(trx, 'addon', made, change.also, old.prices);
    await db.auditTrail.note(trx, {
      actor,
      action: retires ? 'addon.retire' : 'addon.price',
      subject: `addon_version:${made}`,
    });
    return made;
  });

async function append(
  trx: Transaction,
  { kind, amount, price }: Omit<NewAddon, 'also'>,
  onSale: boolean,
): Promise<bigint> {
  const [made] = await trx('addon_versions')
    .insert({ kind, amount, priceMinor: price.minor, currency: price.currency, onSale })
    .returning<{ id: bigint }[]>('id');
  return made!.id;
}

import type { Command } from 'commander';
import type { Db } from '../../db/db.js';
import type { Money } from '../../domain/money.js';
import { otherPrices, pricesOf, read, rubles, withOtherPrices } from './goods.js';
import { id } from './money.js';
import { actor, inShop, type Shop } from './shop.js';

/** Puts a version like an old one in its place. Answers the new one. */
type Replace = (
  db: Db,
  version: bigint,
  change: { readonly onSale: false } | { readonly price: Money; readonly also: readonly Money[] },
  actor: string,
) => Promise<bigint>;

/** What can be done about a version of any goods: sell it at another price, or not at all. */
export function changeVersions(group: Command, replace: Replace): void {
  const which = [`<version>`, `as \`${group.name()} list\` shows it`, id] as const;
  withOtherPrices(group.command('price'))
    .description(
      'a new version at another price; open orders keep theirs, and so do currencies that are not named',
    )
    .argument(...which)
    .argument('<rubles>', 'like 398 or 398.50')
    .action(
      inShop((shop, version: bigint, price: string, given: object) =>
        reprice(shop, replace, version, price, given),
      ),
    );
  group
    .command('retire')
    .description('takes a version off sale; what was bought stays')
    .argument(...which)
    .action(inShop((shop, version: bigint) => retire(shop, replace, version)));
}

async function reprice(
  { db, print }: Shop,
  replace: Replace,
  version: bigint,
  given: string,
  others: object,
): Promise<void> {
  const price = read(rubles, given, '<rubles>');
  const also = pricesOf(read(otherPrices, others));
  const made = await replace(db, version, { price, also }, actor());
  print({ version: made }, `version ${made} stands in for ${version}`);
}

async function retire({ db, print }: Shop, replace: Replace, version: bigint): Promise<void> {
  const made = await replace(db, version, { onSale: false }, actor());
  print({ version: made }, `version ${version} is not sold any more`);
}

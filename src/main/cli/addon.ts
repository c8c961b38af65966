import type { Command } from 'commander';
import { z } from 'zod';
import { addonKinds } from '../../domain/addon.js';
import { sellAddon, replaceAddon } from './addon-versions.js';
import {
  gibibytes,
  otherPrices,
  pricesOf,
  read,
  rubles,
  shownPrices,
  whole,
  withOtherPrices,
} from './goods.js';
import { id } from './money.js';
import { actor, inShop, type Shop } from './shop.js';

const kinds = z.enum(addonKinds, { error: `one of ${addonKinds.join(', ')} is expected` });
const amounts = { devices: whole(1, 100).transform(BigInt), traffic: gibibytes(1) };
const options = otherPrices.extend({ price: rubles });

export function addAddon(program: Command): void {
  const addon = program.command('addon').description('devices and traffic on top of a plan');
  addon.command('list').description('what is on sale').action(inShop(list));
  withOtherPrices(addon.command('add'))
    .description('sells an add-on; the same kind and amount again is a new version')
    .argument('<kind>', addonKinds.join(' or '))
    .argument('<amount>', 'how many devices; GiB of traffic')
    .requiredOption('--price <rubles>', 'like 99 or 99.50')
    .action((kind: string, amount: string, given: object, command: Command) =>
      inShop((shop, of: string) => add(shop, of, amount, given))(kind, given, command),
    );
  withOtherPrices(addon.command('price'))
    .description(
      'a new version at another price; open orders keep theirs, and so do currencies that are not named',
    )
    .argument('<version>', 'as `addon list` shows it', id)
    .argument('<rubles>', 'like 99 or 99.50')
    .action((version: bigint, price: string, given: object, command: Command) =>
      inShop((shop, of: bigint) => reprice(shop, of, price, given))(version, given, command),
    );
  addon
    .command('retire')
    .description('takes a version off sale; what was bought stays')
    .argument('<version>', 'as `addon list` shows it', id)
    .action((version: bigint, given: object, command: Command) => inShop(retire)(version, given, command));
}

async function list({ db, print }: Shop): Promise<void> {
  const sold = await db.addons.onOffer(db.knex);
  print(
    sold.map(({ id: version, kind, amount, prices }) => ({
      version,
      kind,
      amount,
      prices: shownPrices(prices),
    })),
  );
}

async function add({ db, print }: Shop, of: string, size: string, given: object): Promise<void> {
  const kind = read(kinds, of, '<kind>');
  const amount = read<bigint>(amounts[kind], size, '<amount>');
  const { price, ...others } = read(options, given);
  const version = await sellAddon(db, { kind, amount, price, also: pricesOf(others) }, actor());
  print({ version }, `version ${version}, ${size} of ${kind}, is on sale`);
}

async function reprice({ db, print }: Shop, version: bigint, given: string, others: object): Promise<void> {
  const price = read(rubles, given, '<rubles>');
  const also = pricesOf(read(otherPrices, others));
  const made = await replaceAddon(db, version, { price, also }, actor());
  print({ version: made }, `version ${made} stands in for ${version}`);
}

async function retire({ db, print }: Shop, version: bigint): Promise<void> {
  const made = await replaceAddon(db, version, { onSale: false }, actor());
  print({ version: made }, `version ${version} is not sold any more`);
}

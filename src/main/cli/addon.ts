import type { Command } from 'commander';
import { z } from 'zod';
import { addonKinds } from '../../domain/addon.js';
import { sellAddon, replaceAddon } from './addon-versions.js';
import { changeVersions } from './change-versions.js';
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
    .action(inShop(add));
  changeVersions(addon, replaceAddon);
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

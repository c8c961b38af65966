import type { Command } from 'commander';
import type { Transaction } from 'objection';
import { z } from 'zod';
import { formatDecimal, parseMoney, type Currency, type Money } from '../../domain/money.js';
import { Misuse } from './misuse.js';

const examples: Readonly<Record<Currency, string>> = {
  RUB: '398 or 398.50',
  USD: '4.99',
  EUR: '4.49',
  XTR: '250',
};

/** An amount above 0 of a currency. */
const amountOf = (currency: Currency) =>
  z.string().transform((text, context): Money => {
    try {
      const price = parseMoney(text, currency);
      if (price.minor > 0n) return price;
    } catch {} // told below
    const message = `an amount of ${currency} above 0 is expected, like ${examples[currency]}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const rubles = amountOf('RUB');
/** What is not paid in rubles: an option each. */
export const otherPrices = z.object({
  usd: amountOf('USD').optional(),
  eur: amountOf('EUR').optional(),
  stars: amountOf('XTR').optional(),
});

/** The options that `otherPrices` reads. */
export const withOtherPrices = (command: Command): Command =>
  command
    .option('--usd <dollars>', 'its price in dollars, like 4.99')
    .option('--eur <euros>', 'its price in euros, like 4.49')
    .option('--stars <number>', 'its price in Telegram Stars, like 250');

export const pricesOf = ({ usd, eur, stars }: z.output<typeof otherPrices>): Money[] =>
  [usd, eur, stars].filter((price) => price !== undefined);

/** As tables show them: `398.00 RUB, 4.99 USD`. */
export const shownPrices = (prices: readonly Money[]): string =>
  prices.map((price) => `${formatDecimal(price)} ${price.currency}`).join(', ');

export const whole = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max} is expected`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
};

/** GiB, as in the settings; bytes come out. */
export const gibibytes = (min: number) =>
  z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/, { error: `GiB are expected, like 100 or 0.5` })
    .transform((text) => BigInt(Math.round(Number(text) * 2 ** 30)))
    .refine((bytes) => bytes >= BigInt(min), { error: 'more than 0 GiB are expected, like 100 or 0.5' });

/** @throws {Misuse} that names the option, the fault and what is expected */
export function read<T>(schema: z.ZodType<T>, value: unknown, name?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const option = String(issue?.path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Misuse('goods.option', `${name ?? `--${option}`}: ${issue?.message}`);
}

/** The other prices of a new version; those of the version that it stands in for stay where none is given. */
export async function priceToo(
  trx: Transaction,
  of: 'plan' | 'addon',
  version: bigint,
  prices: readonly Money[],
  before?: readonly Money[],
): Promise<void> {
  const [own, ...kept] = before ?? [];
  const given = new Map([...kept, ...prices].map((price) => [price.currency, price]));
  if (own) given.delete('RUB');
  for (const { minor, currency } of given.values())
    await trx(`${of}_prices`).insert({ [`${of}VersionId`]: version, currency, priceMinor: minor });
}

/** Like a seed, one change at a time: what is newest is read before it is replaced. */
export const alone = (trx: Transaction): Promise<unknown> =>
  trx.raw("select pg_advisory_xact_lock(hashtext('seed'))");

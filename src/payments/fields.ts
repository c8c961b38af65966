import { z } from 'zod';

/** An empty line of an .env file is the same as none. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** What it gives, it also takes: the configuration may read it first and hand its result on. */
export const flag = z.union([z.boolean(), z.stringbool()]);

/** Whether a provider is offered to whoever pays. */
export const offering = (usual: boolean, when = 'when it is configured') =>
  flag.default(usual).describe(`Offers it, ${when}; while it is off, what was begun goes on`);

export const address = () => z.url({ protocol: /^https?$/ });

/** Where the payer goes afterwards, at most so many characters long. */
export const returnAddress = (limit: number) =>
  address()
    .max(limit)
    .default('https://t.me/')
    .describe('Where the payer goes after paying: the bot, https://t.me/<its name>');

/** Separated by commas. */
export const list = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item).min(1),
  );

const sold = ['RUB', 'USD', 'EUR'] as const;

/** Currencies that a provider is offered for. */
export const currencyList = (usual: readonly (typeof sold)[number][]) =>
  list(z.enum(sold)).default([...usual]);

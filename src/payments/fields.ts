import { z } from 'zod';

/** An empty line of an .env file is the same as none. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** What it gives, it also takes: the configuration may read it first and hand its result on. */
export const flag = z.union([z.boolean(), z.stringbool()]);

export const address = () => z.url({ protocol: /^https?$/ });

import { z } from 'zod';
import type { Amount } from './objects.js';

/** "299.00": a string, a dot, two decimals. Roubles are all that a shop takes. */
export const amountSchema = z.object({
  value: z
    .string('Amount must be a string')
    .regex(/^\d{1,9}\.\d{2}$/, { error: 'Amount must look like "299.00"', abort: true })
    .refine((value) => kopeksOf(value) > 0n, 'Amount must be above zero'),
  currency: z.literal('RUB', 'Only RUB is supported'),
});

/** Minor units, exact. */
export const kopeksOf = (value: string): bigint => BigInt(value.replace('.', ''));

export function rubles(kopeks: bigint): Amount {
  const digits = String(kopeks).padStart(3, '0');
  return { value: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'RUB' };
}

import { z } from 'zod';
import type { Ground } from './harness/ground.js';
import type { Result } from './harness/result.js';

/** A measurement of the real processes beside their bare counterpart, in one run. */
export interface Bench<Flags extends z.ZodObject = z.ZodObject> {
  /** For the list of names. */
  readonly about: string;
  /** What can be set; every field has a default. */
  readonly flags: Flags;
  run(ground: Ground, flags: z.output<Flags>): Promise<Result>;
}

/** Gives a bench its types; at run time it returns what it is given. */
export const defineBench = <Flags extends z.ZodObject>(bench: Bench<Flags>): Bench<Flags> => bench;

/** A flag that counts something. */
export const count = (least: number, most: number, usual: number) =>
  z.coerce
    .number({ error: `a whole number from ${least} to ${most}` })
    .int({ error: `a whole number from ${least} to ${most}` })
    .min(least, { error: `a whole number from ${least} to ${most}` })
    .max(most, { error: `a whole number from ${least} to ${most}` })
    .default(usual);

/** Fewer rounds than five show no spread. */
export const fiveOrMore = count(5, 100, 5);

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const vectorSchema = z.looseObject({
  provider: z.string(),
  what: z.string(),
  key: z.string(),
  input: z.string(),
  algorithm: z.string(),
  expected: z.union([z.string(), z.boolean()]),
  /** It must not be accepted. */
  negative: z.boolean().default(false),
});
export type Vector = z.output<typeof vectorSchema>;

const all = z
  .array(vectorSchema)
  .parse(JSON.parse(readFileSync(new URL('../fixtures/payments-vectors.json', import.meta.url), 'utf8')));

/** What was computed by hand for a provider's signatures; keys are invented. */
export const vectorsOf = (provider: string): readonly Vector[] => {
  const found = all.filter((vector) => vector.provider === provider);
  if (found.length === 0) throw new Error(`no vector of ${provider}`);
  return found;
};

import { z } from 'zod';
import type { Http } from '../http.js';
import { createJsonApi } from './json-api.js';
import type { TributeSettings } from './tribute-settings.js';

const problem = z
  .object({ error: z.string().regex(/^[a-z_]{1,64}$/) })
  .transform(({ error }) => ({ words: error, error }));

export type TributeClient = ReturnType<typeof createClient>;

/** Its API: the key in a header, and a word of its own for each refusal. It has no idempotency keys. */
export const createClient = ({ TRIBUTE_API_URL: base }: TributeSettings, apiKey: string, http: Http) =>
  createJsonApi({ service: 'tribute', base, headers: { 'Api-Key': apiKey }, problem }, http);

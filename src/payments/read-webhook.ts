import type { z } from 'zod';
import { MalformedWebhook } from '../webhook.js';

/**
 * The JSON of a webhook, as its schema takes it.
 *
 * @throws {MalformedWebhook} that names the fields, never their values
 */
export function readWebhook<S extends z.ZodType>(provider: string, schema: S, raw: Buffer): z.output<S> {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch {
    throw new MalformedWebhook('not JSON', { provider });
  }
  return takeWebhook(provider, schema, body);
}

/** The same of what is parsed already: a form, say. */
export function takeWebhook<S extends z.ZodType>(provider: string, schema: S, body: unknown): z.output<S> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const at = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new MalformedWebhook(`not a notification: ${at}`, { provider });
}

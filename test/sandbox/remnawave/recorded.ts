import { readFileSync } from 'node:fs';
import { z } from 'zod';

const call = z.object({
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
  /** The status is null where it hung up. */
  response: z.object({
    status: z.number().nullable(),
    contentType: z.string().nullable(),
    body: z.unknown(),
  }),
});
export type Recorded = z.output<typeof call>;

const webhook = z.object({ headers: z.record(z.string(), z.string()), raw: z.string() });

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/remnawave/${name}.json`, import.meta.url), 'utf8'));

/** One call to a real panel of version 3.3.2 and its answer. */
export const recorded = (name: string): Recorded => call.parse(read(name));

/** The first of each event, and one whose text is not ASCII; all signed with `recordedSecret`. */
export const recordedWebhooks = () => z.array(webhook).parse(read('webhooks'));

/** Four attempts at one event, five seconds apart. */
export const recordedRetries = () => z.array(webhook).parse(read('webhook-retries'));

/** The published sample value of the panel's own settings. */
export const recordedSecret = 'vsmu67Kmg6R8FjIOF1WUY8LWBHie4scdEqrfsKmyf4IAf8dY3nFS0wwYHkhh6ZvQ';

export const envelope = z.looseObject({ event: z.string(), timestamp: z.string() });

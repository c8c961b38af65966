import { z } from 'zod';
import type { CallOptions } from '../http.js';
import type { StripeClient } from './stripe-client.js';

/** Over in our favour, or never begun: then the money is ours again. */
const harmless = new Set([
  'won',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'prevented',
]);

interface Intent {
  readonly id: string;
  readonly latest_charge?: { readonly disputed: boolean } | null | undefined;
}

/**
 * A charge says for ever that it was disputed; only the dispute knows how it ended: false then, so that what was held up
 * goes on. Undefined where nobody ever disputed it.
 */
export async function isDisputed(
  { get }: StripeClient,
  intent: Intent | null | undefined,
  call: CallOptions,
): Promise<boolean | undefined> {
  if (!intent?.latest_charge?.disputed) return undefined;
  const disputes = z.object({ data: z.array(z.object({ status: z.string() })) });
  const { data } = await get('disputes', { payment_intent: intent.id, limit: 100 }, disputes, call);
  return data.some(({ status }) => !harmless.has(status));
}

import type { stripe as emulated } from '../../src/sandbox/stripe.js';
import type { Delivery } from '../../src/webhook.js';
import { type Served } from '../sandbox/serve.js';
import { until } from '../support/until.js';

export type ServedStripe = Served<ReturnType<typeof emulated.open>>;

/** Settings of a shop that saves cards. */
export const savingSettings = ({ settings }: ServedStripe) => ({
  ...settings,
  STRIPE_AUTOPAYMENTS_ENABLED: 'true',
});

/** The last event whose name begins so, about what holds this text. */
export async function tellingOf({ shop }: ServedStripe, kind: string, text: string): Promise<Delivery> {
  const find = () => shop.told.findLast(({ raw }) => raw.includes(`"type":"${kind}`) && raw.includes(text));
  await until(() => find() !== undefined);
  return find()!;
}

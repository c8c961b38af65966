import type { Shop } from '../support/fleet/open-shop.js';
import type { Found } from './invariants.js';
import type { Market } from './market.js';
import { isRefusal } from './strangers.js';

/** What our tables say against what the emulated provider knows. */
export async function providerRules(
  { db, sandbox }: Shop,
  market: Market,
  acknowledged: ReadonlySet<string>,
): Promise<Record<string, Found>> {
  const theirs = new Map(sandbox.yookassa.payments.map((payment) => [payment.id, payment]));
  const ours = new Map((await db.payments.query()).map((payment) => [payment.externalId ?? '', payment]));
  const events = await db
    .knex('inbox_events')
    .where({ provider: 'yookassa' })
    .select<{ eventId: string }[]>('eventId');
  const stored = new Set(events.map(({ eventId }) => eventId.split(':')[0]));
  const stateOf = (payment: string): string => ours.get(payment)?.state ?? 'unknown';
  const wrong = market.deeds.filter(({ is, payment }) => is === 'wrong' && stateOf(payment) !== 'review');
  const forged = market.deeds.filter(({ is, payment }) => is === 'forged' && stateOf(payment) !== 'pending');
  const unpaid = market.deeds.filter(({ is, payment }) => is === 'paid' && stateOf(payment) !== 'succeeded');
  const invented = [...ours].filter(
    ([id, { state }]) => state === 'succeeded' && theirs.get(id)?.status !== 'succeeded',
  );
  const strangers = [...market.strangers].filter(([status]) => !isRefusal(status));
  const twice = await db
    .knex('payments')
    .whereNotNull('externalId')
    .groupBy('externalId')
    .havingRaw('count(*) > 1')
    .select<{ externalId: string }[]>('externalId');
  const lost = [...acknowledged].filter((payment) => !stored.has(payment));
  const name = ({ payment }: { payment: string }): string => `${payment} is ${stateOf(payment)}`;
  return {
    'what the provider took, we know as succeeded': unpaid.map(name),
    'what succeeded here, the provider took': invented.map(([id]) => id),
    'one payment here for one there': twice.map(({ externalId }) => externalId),
    'a wrong amount waits in review': wrong.map(name),
    'a forged notice changes nothing': forged.map(name),
    'strangers are refused': strangers.map(([status, count]) => `${count} answered ${status}`),
    'what was acknowledged is stored': lost,
  };
}

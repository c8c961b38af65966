import type { Db } from '../../src/db/db.js';
import type { Shop } from '../support/fleet/open-shop.js';
import type { Chats, Showing } from './chats.js';
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

interface Told {
  readonly id: bigint;
  readonly reason: string;
  readonly messageId: bigint;
  readonly telegramId: bigint;
  readonly sentAt: Date;
}

export interface Telling {
  readonly rules: Record<string, Found>;
  readonly repeats: number;
}

/** By how much a killed process may have shown more than it wrote down, and how long it takes to write it down. */
const underWayMs = 2_500;

/**
 * Each success is seen where our table says; one that was seen twice is explained by a disturbance while it was under
 * way, since Telegram has no idempotency key.
 */
export async function tellingRules(
  { db }: Shop,
  chats: Chats,
  disturbances: readonly number[],
): Promise<Telling> {
  const told = await db
    .knex('messages')
    .join('users', 'users.id', 'messages.userId')
    .whereRaw("reason ~ '^(ready|renewed):'")
    .whereNotNull('sentAt')
    .select<Told[]>('messages.id', 'reason', 'messageId', 'telegramId', 'sentAt');
  const seen = (person: bigint): readonly Showing[] => chats.showings.get(Number(person)) ?? [];
  const gone = await withdrawn(db);
  const unseen = told.filter(
    ({ reason, telegramId, messageId }) =>
      !gone.has(reason) && !seen(telegramId).some((each) => BigInt(each.messageId) === messageId),
  );
  const known = new Set(told.map(({ telegramId, messageId }) => `${telegramId}:${messageId}`));
  const repeats = [...chats.showings].flatMap(([person, showings]) =>
    showings
      .filter(({ messageId }) => !known.has(`${person}:${messageId}`))
      .map((each) => ({ person, ...each })),
  );
  const unexplained = repeats.filter(
    ({ at }) => !disturbances.some((moment) => Math.abs(moment - at) < underWayMs),
  );
  return {
    repeats: repeats.length,
    rules: {
      'what was told was seen': unseen.map(({ id }) => `message ${id}`),
      'a success is repeated only by a disturbance': unexplained.map(
        ({ person, messageId, at }) =>
          `person ${person}, message ${messageId} at ${clock(at)}, the nearest disturbance ${nearest(disturbances, at)} ms away; ` +
          `we say: ${told
            .filter(({ telegramId }) => Number(telegramId) === person)
            .map(inWords)
            .join(', ')}`,
      ),
    },
  };
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

const nearest = (moments: readonly number[], at: number): number =>
  Math.min(...moments.map((moment) => Math.abs(moment - at)));

const inWords = ({ reason, messageId, sentAt }: Told): string =>
  `${reason} in message ${messageId} at ${clock(sentAt.getTime())}`;

/** What went back before its person looked is told as what is there instead. */
async function withdrawn(db: Db): Promise<ReadonlySet<string>> {
  const ids = await db.knex('grant_withdrawals').whereNull('days').pluck<bigint[]>('grant_id');
  return new Set(ids.map((id) => `ready:${id}`));
}

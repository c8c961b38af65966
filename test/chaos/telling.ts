import type { Db } from '../../src/db/db.js';
import type { Shop } from '../support/fleet/open-shop.js';
import type { Chats, Showing } from './chats.js';
import { atATime, awayMs, explaining, isLate, type Death } from './deaths.js';
import type { Found } from './invariants.js';

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
  /** Of these, as many as Telegram showed when nobody waited for its answer any more. */
  readonly late: number;
}

/**
 * Each success is seen where our table says; one that was seen elsewhere, too, is explained by a disturbance of whoever
 * showed it there while it was under way, or by a Telegram that took longer than anybody waits, since it has no
 * idempotency key.
 */
export async function tellingRules(
  { db }: Shop,
  chats: Pick<Chats, 'showings'>,
  deaths: readonly Death[],
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
  const wordsOf = (person: number): string =>
    told
      .filter(({ telegramId }) => Number(telegramId) === person)
      .map(inWords)
      .join(', ');
  return {
    repeats: repeats.length,
    late: repeats.filter(isLate).length,
    rules: {
      'what was told was seen': unseen.map(({ id }) => `message ${id}`),
      ...repeatRules(repeats, deaths, wordsOf),
    },
  };
}

export type Repeat = Showing & { readonly person: number };

export function repeatRules(
  repeats: readonly Repeat[],
  deaths: readonly Death[],
  wordsOf: (person: number) => string,
): Record<string, Found> {
  const inTime = repeats.filter((repeat) => !isLate(repeat));
  const unexplained = inTime.filter((repeat) => !explaining(deaths, repeat));
  const costs = new Map<Death, number>();
  for (const repeat of inTime) {
    const death = explaining(deaths, repeat);
    if (death) costs.set(death, (costs.get(death) ?? 0) + 1);
  }
  return {
    'a success is repeated only by a disturbance': unexplained.map(
      ({ person, messageId, at, by }) =>
        `person ${person}, message ${messageId} at ${clock(at)} by ${by}, nearest were ${nearest(deaths, at)}; we say: ${wordsOf(person)}`,
    ),
    'no more is repeated than was under way': [...costs]
      .filter(([{ who }, count]) => count > atATime(who))
      .map(([{ who, from }, count]) => `${count} by ${who} at ${clock(from)}, of ${atATime(who)} at a time`),
  };
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

const nearest = (deaths: readonly Death[], at: number): string =>
  deaths
    .toSorted((a, b) => awayMs(a, at) - awayMs(b, at))
    .slice(0, 3)
    .map((death) => `${death.who} ${awayMs(death, at)} ms away`)
    .join(', ');

const inWords = ({ reason, messageId, sentAt }: Told): string =>
  `${reason} in message ${messageId} at ${clock(sentAt.getTime())}`;

/** What went back before its person looked is told as what is there instead. */
async function withdrawn(db: Db): Promise<ReadonlySet<string>> {
  const ids = await db.knex('grant_withdrawals').whereNull('days').pluck<bigint[]>('grant_id');
  return new Set(ids.map((id) => `ready:${id}`));
}

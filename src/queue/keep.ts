import { randomUUID } from 'node:crypto';
import { correlated } from '../correlation.js';
import type { Hold, Owed, Session } from '../db/session.js';
import { Later, Never } from '../domain/errors.js';
import { subjectOf, type Job } from './define-job.js';
import { outcomeOf, type Outcome, type Patience } from './outcome.js';
import type { Payload } from './producer.js';
import type { Scope } from './scope.js';

export interface Delivery extends Payload, Omit<Patience, 'ageMs'> {
  /** It stands for a promise: if none of its key is open, an earlier run has kept them all. */
  readonly promised: boolean;
}

/** What a worker runs its jobs by. */
export interface Keeper {
  readonly session: Session;
  /** A run that lasts longer touches its promises so often, lest they be sent again. */
  readonly longRunMs: number;
}

/** A job that so often began and never reported takes its workers with it. */
const poisonCrashes = 10;

/**
 * One run of a job. Reads which promises of its key are open, runs, and closes exactly those: one that commits
 * during the run, even with a lower id, was not seen by it and gets a run of its own.
 */
export async function keep(
  job: Job,
  delivery: Delivery,
  { session, longRunMs }: Keeper,
  scope: Scope,
): Promise<Outcome> {
  const { key } = delivery;
  const hold = await session.take(key).catch(away);
  if (!('mine' in hold)) return hold;
  if (!hold.mine) return { is: 'later', reason: `${key} is being run`, afterMs: 500 };
  try {
    return await settle(job, delivery, { ...hold, longRunMs }, scope);
  } finally {
    session.give(key);
  }
}

type Held = Hold & Pick<Keeper, 'longRunMs'>;

async function settle(job: Job, delivery: Delivery, hold: Held, scope: Scope): Promise<Outcome> {
  const { outbox } = scope.db;
  const ids = hold.promises.map(({ id }) => id);
  if (delivery.promised && ids.length === 0) return { is: 'done' };

  const outcome = await run(job, delivery, hold, scope);
  const interrupted = scope.signal.aborted && outcome.is !== 'done';
  if (ids.length === 0) return outcome;
  if (outcome.is === 'done') return outbox.close(ids).then(() => outcome, away);
  if (outcome.is === 'never' && !interrupted) {
    return outbox.park(ids, outcome.reason).then(() => outcome, away);
  }
  return outbox.report(ids).then(() => outcome, away);
}

async function run(
  job: Job,
  delivery: Delivery,
  { promises, longRunMs }: Held,
  scope: Scope,
): Promise<Outcome> {
  const newest = promises.at(-1);
  const ids = promises.map(({ id }) => id);
  const touching = setInterval(() => void scope.db.outbox.touch(ids).catch(() => {}), longRunMs);
  try {
    if (promises.some(({ crashes }) => crashes > poisonCrashes)) {
      throw new Never('work.poison', `its worker died in it ${poisonCrashes} times`);
    }
    const cause = newest?.correlation ?? delivery.correlation ?? randomUUID();
    await correlated(cause, async () =>
      job.run(subjectOf(delivery.key), scope, parse(job, newest?.data ?? delivery.data)),
    );
    return { is: 'done' };
  } catch (error) {
    return outcomeOf(error, { ...delivery, ageMs: youngest(promises) });
  } finally {
    clearInterval(touching);
  }
}

/** Each promise has all the patience there is, whatever waits beside it. */
const youngest = (promises: readonly Owed[]): number =>
  promises.length === 0 ? 0 : Math.min(...promises.map(({ ageMs }) => ageMs));

function parse(job: Job, data: unknown) {
  const parsed = job.data?.safeParse(data);
  if (!parsed) return {};
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Never(
    'work.bad_payload',
    `${job.name} cannot read its data: ${issue?.path.join('.')} ${issue?.message}`,
  );
}

/** Our own database is away. That must not eat the attempts of everything that runs meanwhile. */
const away = (error: unknown): Outcome =>
  outcomeOf(new Later(`cannot read or write promises: ${String(error)}`, 1_000), {
    attempt: 1,
    attempts: 1,
    ageMs: 0,
  });

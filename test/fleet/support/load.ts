import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { madeSecret } from '../../../src/config/bot.js';
import { made } from '../../../src/main/demo/environment.js';
import { yookassaJournal } from '../../e2e/support/faults.js';
import type { Shop } from '../../e2e/support/shop.js';
import { until } from '../../support/until.js';
import { messageUpdate } from '../../support/updates.js';

/** How requests fared, each sent once. */
export interface Tally {
  sent: number;
  /** What was not answered with 200: a status, or the code of a connection that failed. */
  readonly faults: string[];
}

interface Call {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** For how long a connection is kept idle, as in infrastructure/nginx/machine.conf. */
const idleMs = 2_000;

/** Sends so many a second over connections that it keeps as our nginx does, until stopped. Repeats nothing. */
function steadily(perSecond: number, next: () => Call) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: idleMs });
  const tally: Tally = { sent: 0, faults: [] };
  const open = new Set<Promise<void>>();
  const send = (): void => {
    tally.sent += 1;
    const done: Promise<void> = post(agent, next())
      .then((status) => void (status === 200 || tally.faults.push(String(status))))
      .catch((error: unknown) => void tally.faults.push(String(error)))
      .finally(() => open.delete(done));
    open.add(done);
  };
  const timer = setInterval(send, 1_000 / perSecond);
  return {
    tally,
    async stop(): Promise<Tally> {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return tally;
    },
  };
}

const post = (agent: Agent, { url, headers, body }: Call): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', reject);
    });
    sent.end(body);
  });

const welcome = /Привет/;
const help = /Как это работает/;
let lastUpdate = 900_000_000;

/** People who ask for help again and again: every update has an answer that can be counted. */
export async function updates(shop: Shop, perSecond: number) {
  const { telegram } = shop.sandbox;
  const first = 5_000_000 + (lastUpdate % 1_000_000);
  const people = Array.from({ length: perSecond * 2 }, (_, n) => first + n);
  for (const id of people) {
    telegram.addPerson({ id, first_name: 'Анна', language_code: 'ru' });
    telegram.say(id, '/start');
  }
  const heard = (id: number, pattern: RegExp): number =>
    telegram.view(id).messages.filter(({ from, text }) => from === 'bot' && pattern.test(text)).length;
  await until(() => people.every((id) => heard(id, welcome) === 1), 60_000, 'not everybody was welcomed');

  const asked = new Map(people.map((id) => [id, 0]));
  const from = lastUpdate + 1;
  const headers = {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': madeSecret(made.token),
  };
  const load = steadily(perSecond, () => {
    const id = people[lastUpdate % people.length]!;
    asked.set(id, asked.get(id)! + 1);
    const body = JSON.stringify(messageUpdate((lastUpdate += 1), '/help', id));
    return { url: `${shop.botUrl}/telegram/webhook`, headers, body };
  });
  const off = (more: (difference: number) => number) => () =>
    people.reduce((sum, id) => sum + Math.max(0, more(asked.get(id)! - heard(id, help))), 0);
  return {
    ...load,
    /** Updates without an answer, and answers without an update. */
    lost: off((difference) => difference),
    doubled: off((difference) => -difference),
    /** Marked as handled in the database. */
    processed: async (): Promise<number> =>
      (
        await shop.db
          .knex('processed_updates')
          .whereBetween('updateId', [String(from), String(lastUpdate)])
          .pluck('updateId')
      ).length,
  };
}

/**
 * Notifications of payments that the provider does not know: each becomes one row, one job and one question, which is
 * what can be seen of a job from outside.
 */
export function webhooks(shop: Shop, perSecond: number) {
  const ids: string[] = [];
  const load = steadily(perSecond, () => {
    const id = randomUUID();
    ids.push(id);
    const object = { id, status: 'succeeded', paid: true, amount: { value: '199.00', currency: 'RUB' } };
    const body = JSON.stringify({ type: 'notification', event: 'payment.succeeded', object });
    return { url: `${shop.webUrl}/webhook/yookassa`, headers: { 'content-type': 'application/json' }, body };
  });
  const applied = async (): Promise<{ state: string }[]> =>
    shop.db
      .knex('inbox_events')
      .whereIn(
        'eventId',
        ids.map((id) => `${id}:payment.succeeded`),
      )
      .select('state');

  // How often the provider was asked about each, by moments: its journal keeps the last thousand lines, of which this load
  // writes 20 a second, so that one look sees lines of another.
  const asked = new Map<string, Map<string, number>>();
  const look = async (): Promise<void> => {
    const seen = new Map<string, Map<string, number>>();
    for (const { kind, what, at } of await yookassaJournal(shop)) {
      if (kind !== 'call') continue;
      const id = what.slice(what.lastIndexOf('/') + 1);
      const moments = seen.get(id) ?? new Map<string, number>();
      seen.set(id, moments.set(at, (moments.get(at) ?? 0) + 1));
    }
    for (const [id, moments] of seen) {
      const known = asked.get(id) ?? new Map<string, number>();
      for (const [at, times] of moments) known.set(at, Math.max(times, known.get(at) ?? 0));
      asked.set(id, known);
    }
  };
  let looked = Promise.resolve();
  const looking = setInterval(() => void (looked = looked.then(look).catch(() => {})), 5_000);
  const stop = (): Promise<Tally> => {
    clearInterval(looking);
    return load.stop();
  };
  const questions = async (): Promise<number[]> => {
    await looked.then(look);
    return ids.map((id) => [...(asked.get(id)?.values() ?? [])].reduce((sum, times) => sum + times, 0));
  };
  return { stop, applied, questions };
}

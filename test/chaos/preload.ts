import { appendFileSync, existsSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import {
  callStep,
  commitStep,
  senderHeader,
  statementStep,
  tableOf,
  thinkingMs,
  type Side,
} from './points.js';
import { createRandom } from './random.js';

/**
 * Loaded before a member of the fleet, by NODE_OPTIONS: stands between the product and its drivers, so that the process
 * dies at the step that the run chose for this life of it, and now and then stops to think before a step. The product
 * knows nothing of it.
 */
const {
  CHAOS_POINT,
  CHAOS_PASSES,
  CHAOS_PAUSES,
  CHAOS_SEED = '',
  CHAOS_FILE = '',
  CHAOS_PAUSED = '',
  CHAOS_MEMBER = '',
  CHAOS_CALM = '',
} = process.env;
let passesLeft = Number(CHAOS_PASSES);
const random = createRandom(CHAOS_SEED);

function reach(side: Side, step: string): void {
  const point = `${side} ${step}`;
  if (point !== CHAOS_POINT || (passesLeft -= 1) > 0 || existsSync(CHAOS_CALM)) return;
  appendFileSync(CHAOS_FILE, `${JSON.stringify({ point, member: CHAOS_MEMBER, at: Date.now() })}\n`);
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // nothing more happens, however late the signal
}

async function think(step: string): Promise<void> {
  const most = thinkingMs[step];
  if (most === undefined || CHAOS_PAUSES === undefined || existsSync(CHAOS_CALM)) return;
  if (!random.chance(Number(CHAOS_PAUSES))) return;
  appendFileSync(CHAOS_PAUSED, `${step}\n`);
  await sleep(random.between(most / 10, most));
}

async function around<T>(step: string | undefined, work: () => Promise<T>): Promise<T> {
  if (step === undefined) return work();
  await think(step);
  reach('before', step);
  const result = await work();
  reach('after', step);
  return result;
}

type Callback = (error: Error | null, result?: unknown) => void;
type Query = (this: Client, config: unknown, values?: unknown, callback?: Callback) => unknown;
const written = new WeakMap<Client, string[]>();

/** The step that a query is: a commit by what its transaction wrote, or a statement of its own. */
function stepOf(client: Client, sql: string): string | undefined {
  if (/^begin/i.test(sql)) written.set(client, []);
  const tables = written.get(client);
  if (tables === undefined) return statementStep(sql);
  const table = tableOf(sql);
  if (table !== undefined) tables.push(table);
  if (!/^(commit|rollback)(?! to)/i.test(sql))
    return table === 'ledger_transactions' ? 'ledger write' : undefined;
  written.delete(client);
  return /^commit/i.test(sql) ? commitStep(tables) : undefined;
}

const client = Client.prototype as unknown as { query: Query };
const { query } = client;
client.query = function (config, values, callback) {
  const sql = typeof config === 'string' ? config : ((config as { text?: string } | null)?.text ?? '');
  const step = stepOf(this, sql);
  if (step === undefined) return query.call(this, config, values, callback);
  const done = typeof values === 'function' ? (values as Callback) : callback;
  if (done === undefined) return around(step, async () => query.call(this, config, values));
  const heard: Callback = (error, result) => {
    if (!error) reach('after', step);
    done(error, result);
  };
  void think(step).then(() => {
    reach('before', step);
    return typeof values === 'function'
      ? query.call(this, config, heard)
      : query.call(this, config, values, heard);
  });
  return undefined;
};

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const body = typeof init?.body === 'string' ? init.body : '';
  return around(callStep(init?.method ?? 'GET', url.pathname, body), () => fetch(input, init));
};

const { request } = http;
http.request = ((...args: Parameters<typeof request>) => {
  const options = args[0] as http.RequestOptions;
  const { method = 'GET', path } = options;
  if (path?.startsWith('/telegram/'))
    options.headers = Object.assign(options.headers ?? {}, {
      [senderHeader]: `${CHAOS_MEMBER} ${Date.now()}`,
    });
  const step = callStep(method, path ?? '');
  if (step === undefined) return request(...args);
  reach('before', step);
  return request(...args).prependListener('response', () => reach('after', step));
}) as typeof request;

const evaluate = Redis.prototype.eval as (...args: unknown[]) => Promise<unknown>;
Object.assign(Redis.prototype, {
  eval(this: Redis, ...args: unknown[]) {
    const step = String(args[2]).includes(':mail:seen:') ? 'mailbox put' : undefined;
    return around(step, () => evaluate.apply(this, args));
  },
});

const { add, addBulk } = Queue.prototype;
Queue.prototype.add = function (...args) {
  return around(this.name === 'updates' ? 'drain wake' : undefined, () => add.apply(this, args));
};
Queue.prototype.addBulk = function (...args) {
  return around('relay add', () => addBulk.apply(this, args));
};

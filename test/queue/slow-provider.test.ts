import { expect } from 'chai';
import type { Worker } from 'bullmq';
import { openSession, type Session } from '../../src/db/session.js';
import { guard } from '../../src/guard.js';
import { request } from '../../src/http.js';
import openPayment from '../../src/jobs/payment.open.js';
import { callsOfOneProvider } from '../../src/main/scope.js';
import { silent } from '../../src/observability/reporter.js';
import { createConsumer } from '../../src/queue/consumer.js';
import { loadJobs } from '../../src/queue/load-jobs.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { promise } from '../../src/queue/promise.js';
import { relay } from '../../src/queue/relay.js';
import { topology } from '../../src/queue/topology.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { redisUrl } from '../support/redis.js';
import { testScope } from '../support/scope.js';
import { openShop, type TestShop } from '../support/shop.js';
import { toolsWith } from '../support/tools.js';
import { until } from '../support/until.js';
import { useWorld } from '../support/world.js';

const callsAtOnce = callsOfOneProvider({ WORKER_CONCURRENCY: undefined });
const guarded = guard(request, { called: () => {}, breakerIs: () => {}, callsAtOnce });

describe('a provider that hangs', function () {
  this.timeout(30_000);
  const database = useDatabase();
  const world = useWorld(toolsWith(guarded));
  let shop: TestShop;
  let producer: Producer;
  let session: Session;
  let worker: Worker;

  beforeEach(async () => {
    shop = await openShop(database.db);
    const jobs = await loadJobs();
    producer = createProducer(jobs, redisUrl);
    await producer.redis.flushdb();
    const nothing = () => {};
    session = await openSession(databaseUrl, nothing, nothing);
    const scope = testScope(database.db, { payments: world().payments });
    const running = { jobs, session, scope, reporter: silent, ran: nothing, longRunMs: 10_000 };
    worker = createConsumer('payments', running, { url: redisUrl, maxRetriesPerRequest: null });
  });
  afterEach(async () => {
    worker.cancelAllJobs('the test is over');
    await worker.close();
    await session.close();
    await producer.close();
  });

  const attempt = async (provider: string, telegramId: number): Promise<bigint> => {
    const { id } = await shop.attempt(await shop.order(await shop.person(BigInt(telegramId))), provider);
    await database.db.transaction((trx) => promise(trx, openPayment, id));
    return id;
  };
  const link = async (id: bigint) => (await database.db.payments.query().findById(id))?.payUrl;

  it('keeps no payment at another one waiting', async () => {
    const hangs = { match: 'POST /payments', kind: 'slow', times: 99, ms: 20_000 };
    await world().control('POST', '/yookassa/faults', hangs);
    const slow: bigint[] = [];
    for (let n = 1; n <= topology.payments.concurrency; n++) slow.push(await attempt('yookassa', n));
    const other = await attempt('cryptopay', 4242);
    await relay(database.db, producer.send, () => database.db.outbox.claim([openPayment.name], 500));

    await until(() => link(other), 8_000);
    expect(await Promise.all(slow.map(link))).to.deep.equal(slow.map(() => null));
  });
});

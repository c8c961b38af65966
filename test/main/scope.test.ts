import { expect } from 'chai';
import { loadConfig } from '../../src/config/config.js';
import { createDb, type Db } from '../../src/db/db.js';
import { money } from '../../src/domain/money.js';
import { createScope } from '../../src/main/scope.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { openQueues, type OpenQueues } from '../../src/queue/producer.js';
import { goodEnv } from '../support/environment.js';
import { shown } from '../support/metrics.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { failure } from '../support/shop.js';

describe('a provider', () => {
  let db: Db;
  let opened: OpenQueues;
  const open = (more: Record<string, string> = {}) => {
    const config = loadConfig(
      {
        ...goodEnv,
        YOOKASSA_SHOP_ID: '123456',
        YOOKASSA_SECRET_KEY: 'test_secret_of_nobody',
        YOOKASSA_API_URL: 'http://127.0.0.1:1/v3',
        YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
        ...more,
      },
      null,
    );
    const metrics = createMetrics('test');
    const log = createLogger('test', 'fatal');
    return { metrics, ...createScope({ config, log, metrics }, db, opened) };
  };

  beforeEach(async () => {
    db = createDb(goodEnv.DATABASE_URL, 2);
    opened = openQueues(redisUrl);
    await opened.redis.flushdb();
  });
  afterEach(() => Promise.all([opened.close(), db.close()]));

  const ask = ({ payments }: ReturnType<typeof open>, subject: string) =>
    failure(payments.known.get('yookassa')!.probe!({ signal: new AbortController().signal, subject }));

  it('whose breaker is open is no way to pay in any process of the fleet, until it is back', async () => {
    const [calls, draws] = [open(), open()];
    const ways = async () => {
      for (const { rests } of [calls, draws]) await rests.look();
      return draws.chat.shop.providers;
    };
    for (const subject of ['a', 'b', 'c', 'd']) await ask(calls, subject);
    expect(await ways()).to.deep.equal(['balance', 'yookassa', 'stars']);
    await ask(calls, 'e');
    expect(await shown(calls.metrics, 'breaker_open')).to.deep.equal(['{service="yookassa"} 1']);
    expect(await ways()).to.deep.equal(['balance', 'stars']);

    await opened.redis.flushdb();
    expect(await ways(), 'told again after a wipe').to.deep.equal(['balance', 'stars']);

    calls.rests.note('yookassa', false);
    await until(async () => (await ways()).includes('yookassa'));
  });

  it('is a way to pay again when whoever said that it rests has died', async () => {
    const draws = open();
    await opened.redis.zadd('{2getpro}:resting', Date.now() - 1, 'yookassa');
    await draws.rests.look();
    expect(draws.chat.shop.providers).to.include('yookassa');
    await opened.redis.zadd('{2getpro}:resting', Date.now() + 60_000, 'yookassa');
    await draws.rests.look();
    expect(draws.chat.shop.providers).not.to.include('yookassa');
  });

  it('that is switched off is no way to pay or to save a card, and what was begun there goes on', () => {
    const month = money(199_00n, 'RUB');
    const [on, off] = [open(), open({ YOOKASSA_ENABLED: 'false' })];
    expect(on.chat.shop.saving.providers).to.deep.equal(['yookassa']);
    expect(off.chat.shop.providers).to.deep.equal(['balance', 'stars']);
    expect(off.chat.shop.saving.providers).to.deep.equal([]);
    expect(off.chat.shop.charges('yookassa', month)).to.equal(true);
    expect(open({ YOOKASSA_AUTOPAYMENTS_ENABLED: 'false' }).chat.shop.charges('yookassa', month)).to.equal(
      false,
    );
    expect(off.payments.known.get('yookassa')).to.include.keys('webhook', 'get', 'refund', 'saved');
  });
});

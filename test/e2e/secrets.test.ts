import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { askRedis } from '../../scripts/services/redis.js';
import { queueNames } from '../../src/queue/topology.js';
import { made } from '../../src/main/demo/environment.js';
import { emulatedEnvironment } from '../../src/sandbox/emulators.js';
import { receiveSentry, type Receiver } from '../support/sentry.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { signIn } from './support/board.js';
import { boughtOnce, chooseCard, newBuyer, pay, type Buyer } from './support/buyer.js';
import { startParrot, type Parrot } from './support/parrot.js';
import { canariesIn, secretsIn, secretsOf, secretVariables, textOf } from './support/secrets.js';
import { useShop } from './support/shop.js';

const email = 'canary.of.receipts@mail.example';
const webhookSecret = 'canary-of-the-webhook-0123456789';

/** Set beside what counts instead of it, or for who is not there: they must not be seen either. */
const unused = {
  DATABASE_OWNER_URL: 'postgres://owner:canary_of_the_owner_0123456789@127.0.0.1:1/nothing',
  POSTGRES_PASSWORD: 'canary-of-a-part-of-the-database-0123456789',
  REDIS_PASSWORD: 'canary-of-a-part-of-redis-0123456789',
  REDIS_SENTINEL_PASSWORD: 'canary-of-the-sentinels-0123456789',
  TRIBUTE_API_KEY_PREVIOUS: 'canary-of-the-key-before-0123456789',
};

/** The tests' own Redis, where one must log in. */
async function withLogin() {
  // Made up anew: whoever is killed here leaves a login on a server that may not be ours alone.
  const [user, password] = [`canary_${process.pid}`, `canary-of-redis-${randomUUID()}`];
  await askRedis(redisUrl, (redis) => redis.acl('SETUSER', user, 'on', `>${password}`, '~*', '&*', '+@all'));
  return {
    env: { REDIS_URL: Object.assign(new URL(redisUrl), { username: user, password }).href },
    stop: () => askRedis(redisUrl, (redis) => redis.acl('DELUSER', user)).then(() => undefined),
  };
}

describe('secrets, while everything outside repeats them', function () {
  this.timeout(180_000);
  let sentry: Receiver;
  let parrot: Parrot;
  before(async () => {
    sentry = await receiveSentry();
    parrot = await startParrot(() => shop.sandbox.url);
  });
  after(() => Promise.all([sentry.close(), parrot.close()]));
  const shop = useShop({
    members: { bot: 'bot', web: 'web', worker: 'worker', scheduler: 'scheduler' },
    redis: withLogin,
    get env() {
      return {
        SENTRY_DSN: sentry.dsn,
        SENTRY_TRACES_SAMPLE_RATE: '1',
        WEBHOOK_SECRET_TOKEN: webhookSecret,
        ...unused,
        ...throughTheParrot(),
        TELEGRAM_API_ROOT: `${parrot.url}/telegram`,
        PANEL_API_URL: `${parrot.url}/remnawave`,
        YOOKASSA_API_URL: `${parrot.url}/yookassa/v3`,
        LOG_LEVEL: 'trace',
      };
    },
  });

  /** Every provider's address, behind the parrot. */
  const throughTheParrot = (): Record<string, string> => emulatedEnvironment(parrot.url);

  it('are in every variable that can hold one', () => {
    const canaries = canariesIn(shop.env);
    expect(secretVariables.filter((name) => !(name in canaries))).to.deep.equal([]);
    for (const [name, canary] of Object.entries(canaries)) expect(canary.length, name).to.be.at.least(8);
  });

  /** Refuses until somebody was refused. */
  const mishap = async (path: RegExp, status: number): Promise<void> => {
    const before = parrot.refused();
    parrot.refuse(path, status);
    await until(() => parrot.refused() > before, 30_000, `nobody asks ${path}`);
    parrot.calm();
  };
  const asked = async (url: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(url, { redirect: 'manual', ...init });
    return `${url} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };

  const leaveEmail = async (buyer: Buyer): Promise<void> => {
    await buyer.text('/profile');
    await buyer.tap(/Почта для чеков/, await buyer.sees('the profile', /^.+\n\nID: /));
    await buyer.sees('the question', /Напишите свой адрес/);
    await buyer.text(email);
    await buyer.sees('the answer', /Адрес сохранён/);
  };

  it('are seen in no log, in no key of Redis, on no page, in no metric, refusal or report', async () => {
    const buyer = await newBuyer(shop);
    await leaveEmail(buyer);
    parrot.refuse(/yookassa.*payments/, 401);
    await chooseCard(buyer);
    const parked = () => shop.db.knex('outbox').whereNotNull('parkedAt').pluck<string[]>('reason');
    await until(async () => (await parked()).length > 0, 60_000, 'no dead letter');
    parrot.calm();

    const other = await newBuyer(shop);
    await leaveEmail(other);
    const payment = await other.order();
    parrot.refuse(/remnawave/, 500);
    await pay(shop, payment);
    await until(() => parrot.refused() > 2, 30_000);
    parrot.calm();
    await boughtOnce(shop, other);
    const telegram = mishap(/sendMessage/, 404);
    await other.text('/help');
    await telegram;
    const unauthorized = mishap(/sendMessage/, 401);
    await other.text('/menu');
    await unauthorized;
    await until(
      () => sentry.events().some(({ tags }) => tags?.['fault'] === 'dead letter'),
      20_000,
      'no report',
    );

    const known = {
      ...canariesIn(shop.env),
      ...secretsOf(shop),
      'the e-mail of those who pay': email,
      'the webhook’s own secret': webhookSecret,
      'the database’s password': shop.databasePassword,
    };
    const session = { headers: await signIn(shop) };
    const statuses = ['completed', 'failed', 'delayed', 'latest'];
    const places = {
      log: await shop.log(),
      Redis: await textOf(shop.redis),
      'reasons of dead letters': (await parked()).join('\n'),
      metrics: (await Promise.all(Object.values(shop.ops).map((url) => asked(`${url}/metrics`)))).join('\n'),
      board: (
        await Promise.all([
          asked(`${shop.webUrl}/queues/`, session),
          ...queueNames.flatMap((queue) =>
            statuses.map((status) =>
              asked(
                `${shop.webUrl}/queues/api/queues?activeQueue=${queue}&status=${status}&jobsPerPage=100`,
                session,
              ),
            ),
          ),
        ])
      ).join('\n'),
      refusals: (
        await Promise.all([
          asked(`${shop.botUrl}/telegram/webhook`, { method: 'POST', body: '{}' }),
          asked(`${shop.botUrl}/bot${made.token.slice(0, 10)}`),
          asked(`${shop.webUrl}/webhook/panel`, { method: 'POST', body: '{}' }),
          asked(`${shop.webUrl}/webhook/yookassa`, { method: 'POST', body: '{' }),
          asked(`${shop.webUrl}/nothing`),
          asked(`${shop.webUrl}/health/ready`),
          asked(`${shop.webUrl}/queues/login`, { method: 'POST', headers: { origin: shop.webUrl } }),
        ])
      ).join('\n'),
      Sentry: sentry.textWithoutKey(),
    };
    for (const heard of [
      made.token,
      email,
      made.panelToken,
      Buffer.from(`${made.shopId}:${made.shopKey}`).toString('base64'),
    ]) {
      expect(parrot.said(), 'what was repeated').to.contain(heard);
    }
    expect(places.Redis).to.contain('failedReason');
    expect(places.board).to.contain('payment.open');
    expect(places.metrics).to.contain('process_start_time_seconds');
    expect(places.Sentry).to.contain('queue.process').and.contain('payment.open');
    expect(sentry.events().every(({ tags }) => tags?.['correlation_id'])).to.equal(true);
    for (const [where, text] of Object.entries(places))
      expect(secretsIn(text, known), where).to.deep.equal([]);
  });
});

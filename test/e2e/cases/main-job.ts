import { expect } from 'chai';
import { buttonOf } from '../../../src/main/demo/person.js';
import { until } from '../../support/until.js';
import { finishedJobs, type SeenJob } from '../support/board.js';
import { boughtOnce, newBuyer, pay, type Buyer } from '../support/buyer.js';
import { scrape, total, type Sample } from '../support/metrics.js';
import type { Shop } from '../support/shop.js';

/** From /start to a working connection, and what operators see of it. Comes first: it counts what was done. */
export function mainJob(shop: Shop): void {
  describe('the main job', () => {
    let buyer: Buyer;
    /** The updates that tapping a way to pay caused. */
    const payTaps: string[] = [];

    it('takes a person from /start over a trial and a purchase to a working connection', async () => {
      shop.sandbox.telegram.events.on('callback', ({ data, update_id: id }) => {
        if (data.includes(':a:pay:')) payTaps.push(String(id));
      });
      buyer = await newBuyer(shop);
      await buyer.text('/start');
      await buyer.tap(/Попробовать/, await buyer.sees('a welcome', /Привет, Вера/));
      await buyer.tap(/Начать/, await buyer.sees('the trial', /Попробуйте бесплатно/));
      const trial = await buyer.sees('access on trial', /Пробный период начался[\s\S]*http/);
      const link = /https?:\S+/.exec(trial.text)?.[0] ?? '';
      await pay(shop, await buyer.order());
      const ready = await buyer.sees('success', /Подписка продлена/);
      expect(ready.text, 'the same link').to.contain(link);

      const config = await (await fetch(link, { headers: { 'user-agent': 'v2rayNG/1.9' } })).text();
      expect(Buffer.from(config, 'base64').toString()).to.match(/^vless:\/\//);
      await boughtOnce(shop, buyer);
      await buyer.tap(/QR/, ready);
      const picture = await buyer.waitFor('a QR picture', ({ photo }) => photo !== null);
      const file = await fetch(
        `${shop.sandbox.url}/control/telegram/${(picture.photo as { url: string }).url}`,
      );
      expect(
        Buffer.from(await file.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).to.equal('PNG');
      await buyer.tap(/Назад/, picture);

      await buyer.text('/connect');
      const screen = await buyer.sees('the subscription', /Моя подписка[\s\S]*Активна до/);
      expect(screen.text)
        .to.match(/Трафик/)
        .and.match(/Устройства: \d+ из 5/);
      expect(buttonOf(/Подключиться/, screen).text).to.not.equal('');
    });

    it('is seen in Bull Board job by job, each with the update or webhook that caused it', async () => {
      const jobs = await finishedJobs(shop, ['updates', 'payments', 'provisioning', 'messages']);
      const causesOf = (name: string): (string | undefined)[] =>
        jobs.filter(({ job }: SeenJob) => job === name).map(({ cause }) => cause);
      const [tap] = payTaps;

      // A drain that still runs takes the next tap along, under the cause that woke it; the log tells them apart.
      expect(jobs.map(({ key }) => key)).to.include(`mailbox.drain:${buyer.id}`);
      const handled = new RegExp(`"job":"mailbox\\.drain".*"cause":"${tap}".*"msg":"update"`);
      await until(async () => handled.test(await shop.log()));
      expect(causesOf('payment.open')).to.deep.equal([tap]);
      const [webhook] = causesOf('payment.reconcile');
      expect(webhook).to.match(/^yookassa-[\w-]{36}$/);
      expect(causesOf('subscription.provision')).to.include(webhook);
      expect(causesOf('message.send')).to.include(tap).and.include(webhook);
      await until(async () => (await shop.log()).includes(`"cause":"${webhook}"`));
    });

    it('is counted and timed at /metrics of each process', async () => {
      // A job that took eleven workers with it is a dead letter.
      await shop.db
        .knex('outbox')
        .insert({ job: 'history.prune', key: 'history.prune:a-poisonous-one', crashes: 11 });
      await until(
        async () => (await shop.db.knex('outbox').whereNotNull('parkedAt')).length === 1,
        20_000,
        'it was not parked',
      );
      const texts = await Promise.all(
        Object.entries(shop.ops).map(async ([name, url]) => [name, await scrape(url)] as const),
      );
      const seen = Object.fromEntries(texts) as Record<'bot' | 'web' | 'worker-1' | 'scheduler', Sample[]>;
      const workers = texts.flatMap(([name, samples]) => (name.startsWith('worker') ? samples : []));

      expect(total(workers, 'jobs_total', 'result="done"')).to.be.greaterThan(10);
      expect(total(workers, 'jobs_total', 'result="never"')).to.be.greaterThan(0);
      expect(total(workers, 'update_reply_seconds_count')).to.be.greaterThan(5);
      expect(total(workers, 'webhook_provisioned_seconds_count')).to.equal(1);
      expect(total(workers, 'upstream_call_seconds_count', 'outcome="ok"')).to.be.greaterThan(4);
      expect(total(seen['worker-1'], 'queue_depth', 'queue="updates",state="waiting"')).to.equal(0);
      for (const each of [seen['worker-1'], seen.scheduler]) {
        expect(total(each, 'promise_oldest_open_seconds')).to.be.within(0, 60);
        expect(total(each, 'dead_letters', 'job_name="history.prune"')).to.equal(1);
      }
      expect(total(seen.bot, 'updates_received_total', 'result="taken"')).to.be.greaterThan(5);
      expect(total(seen.web, 'webhooks_received_total', 'sender="yookassa"')).to.be.greaterThan(0);
      for (const [name, samples] of texts) {
        expect(total(samples, 'process_cpu_seconds_total'), name).to.be.greaterThan(0);
      }
    });
  });
}

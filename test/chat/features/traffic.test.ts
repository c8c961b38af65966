import { expect } from 'chai';
import { promisedKeys } from '../../support/database.js';
import { meetWithTrial, useChat, type Somebody } from '../../support/chatting.js';
import { failure } from '../../support/shop.js';
import { today } from '../../support/day.js';

const GiB = 2 ** 30;

describe('traffic by day', () => {
  const chat = useChat();
  let anna: Somebody;
  const theirs = () => [...chat.world().sandbox.remnawave.users.all()][0]!;
  const panel = (method: string, path: string, body?: object) =>
    chat.world().control(method, `/remnawave${path}`, body);
  const use = (usedTrafficBytes: number, byDay?: Record<string, number>) =>
    panel('POST', `/users/${theirs().id}/usage`, { usedTrafficBytes, ...(byDay && { byDay }) });
  const refreshes = async (): Promise<number> =>
    (await promisedKeys(chat.db())).filter((key) => key.startsWith('subscription.refresh')).length;

  beforeEach(async () => {
    anna = await meetWithTrial(chat);
  });

  it('is asked of the panel and comes as a picture, in words beneath it, and leads back', async () => {
    const before = today(new Date(Date.now() - 5 * 86_400_000));
    await use(2 * GiB, { [before]: 1.5 * GiB, [today()]: 0.5 * GiB });
    expect((await anna.tap('Трафик')).toast).to.equal('Спрашиваем у сервера…');
    expect(anna.last().text).to.include('график по дням появится').and.include('▱▱▱▱▱▱▱▱▱▱ 0 ГБ из 5 ГБ');
    expect(anna.last().photo).to.equal(null);
    await chat.work();
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
    expect(anna.last().photo).to.include({ width: 720, height: 360 });
    expect(anna.last().text)
      .to.match(/^Трафик\n▰▰▰▰▱▱▱▱▱▱ 2 ГБ из 5 ГБ\n\nЗа 14 дней: 2 ГБ\n▁{8}█▁{4}▃\nБольше всего /)
      .and.include(': 1,5 ГБ')
      .and.include('По данным на');
    await anna.tap('Назад');
    expect(anna.last().text).to.include('Трафик: 2 ГБ из 5 ГБ\n▰▰▰▰▱▱▱▱▱▱');
    expect(anna.messages()).to.have.lengthOf(2);
  });

  it('is believed for a minute, and asked for again after it', async () => {
    await anna.tap('Трафик');
    await chat.work();
    const asked = await refreshes();
    await anna.tap('Обновить');
    expect(await refreshes()).to.equal(asked);
    await chat
      .db()
      .knex('usage_days')
      .update({ readAt: new Date(Date.now() - 61_000) });
    await anna.tap('Обновить');
    expect(await refreshes()).to.equal(asked + 1);
  });

  it('says so where nothing was used yet, without a picture', async () => {
    await anna.tap('Трафик');
    await chat.work();
    expect(anna.last().text).to.include('За последние 14 дней трафика не было');
    expect(anna.last().photo).to.equal(null);
  });

  it('says so, friendly, while the panel is down, and shows the picture when it is back', async () => {
    await use(GiB);
    await panel('POST', '/faults', { kind: 'down' });
    await anna.tap('Трафик');
    expect(await failure(chat.work())).to.include({ code: 'upstream.failed' });
    await panel('DELETE', '/faults');
    await chat
      .db()
      .knex('outbox')
      .where('job', 'subscription.refresh')
      .update({ dueAt: new Date(Date.now() + 9e6) });
    await chat.work();
    expect(anna.last().text).to.include('Сервер сейчас не отвечает').and.include('загляните чуть позже');
    expect(anna.last().text).not.to.match(/502|upstream|Bad Gateway/);
    await chat.db().knex('outbox').where('job', 'subscription.refresh').update({ dueAt: new Date() });
    await chat.work();
    expect(anna.last().photo).to.include({ width: 720 });
    expect(anna.last().text).to.include('За 14 дней: 1 ГБ');
  });

  it('is done without where the panel’s token may not ask for it', async () => {
    await use(GiB);
    await panel('POST', '/faults', { kind: '409', match: 'GET /api/bandwidth-stats', times: 1 });
    await anna.tap('Трафик');
    await chat.work();
    expect(anna.last().text).to.include('▰▰▱▱▱▱▱▱▱▱ 1 ГБ из 5 ГБ').and.not.include('За 14 дней');
  });

  it('sells more where an add-on is on sale, and so does the list of devices', async () => {
    const more = { priceMinor: 99_00, currency: 'RUB' };
    await anna.tap('Трафик');
    expect(anna.labels()).not.to.include('➕ Больше трафика');
    await chat
      .db()
      .knex('addon_versions')
      .insert({ kind: 'traffic', amount: String(50 * GiB), ...more });
    await anna.tap('Обновить');
    await anna.tap('Больше трафика');
    expect(anna.last().text).to.match(/^Что добавить\?/);
    await anna.tap('Назад');
    await anna.tap('Мои устройства');
    expect(anna.labels()).not.to.include('➕ Больше устройств');
    await chat
      .db()
      .knex('addon_versions')
      .insert({ kind: 'devices', amount: 1, ...more });
    await anna.tap('Обновить');
    await anna.tap('Больше устройств');
    expect(anna.labels().join()).to.include('+1 устройство');
  });

  it('is nobody else’s', async () => {
    await use(GiB);
    await anna.tap('Трафик');
    await chat.work();
    const eve = chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    for (const data of ['1:o:traffic:1', '1:a:traffic:1', '1:a:traffic:x', '1:o:traffic']) {
      await eve.forge(data, eve.last().id);
      expect(eve.last().text, data).to.match(/^Главное меню/);
    }
  });
});

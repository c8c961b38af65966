import { expect } from 'chai';
import { meetWithTrial, useChat, type Somebody } from '../../support/chatting.js';
import { promisedKeys } from '../../support/database.js';

const iphone = { hwid: 'hwid-of-iphone-01', deviceModel: 'iPhone16,1', platform: 'iOS', osVersion: '18.1' };
/** Longer than all callback data may be, and rude. */
const odd = { hwid: `<b>"${'x'.repeat(80)}`, deviceModel: '<i>Pixel & Co</i>' };

describe('my devices', () => {
  const chat = useChat();
  let anna: Somebody;
  const panel = (method: string, path: string, json?: unknown) =>
    chat.world().control(method, `/remnawave${path}`, json);
  const use = (device: object) => panel('POST', `/users/${account().id}/devices`, device);
  const account = () => [...chat.world().sandbox.remnawave.users.all()][0]!;
  const known = () => chat.db().devices.query().orderBy('id');

  beforeEach(async () => {
    anna = await meetWithTrial(chat);
  });
  const look = async (): Promise<void> => {
    await anna.tap('Мои устройства');
    await chat.work();
  };

  it('are shown at once, and again when the panel has answered, in the same message', async () => {
    await use(iphone);
    const { toast } = await anna.tap('Мои устройства');
    expect(toast).to.equal('Спрашиваем у сервера…');
    expect(anna.last().text).to.include('список появится здесь');
    await chat.work();
    expect(anna.last().text)
      .to.match(/^Мои устройства: 1 из 5/)
      .and.match(/📱 iPhone16,1 · iOS 18\.1\nПодключено: .+\nПоследнее обновление: .+/);

    await use(odd);
    await anna.tap('Обновить');
    expect(anna.last().text).to.match(/^Мои устройства: 1 из 5/);
    await chat.work();
    expect(anna.last().text)
      .to.match(/^Мои устройства: 2 из 5/)
      .and.include('<i>Pixel & Co</i>');
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
    await anna.tap('Назад');
    expect(anna.last().text).to.include('Устройства: 2 из 5');
  });

  it('say so when there are none, and when all places are taken', async () => {
    await look();
    expect(anna.last().text).to.match(/^Мои устройства: 0 из 5\n\nПока ни одного/);
    for (const n of [1, 2, 3, 4, 5]) await use({ hwid: `hwid-of-device-${n}` });
    await anna.tap('Обновить');
    await chat.work();
    expect(anna.last().text).to.match(/^Мои устройства: 5 из 5\n\nВсе места заняты/);
    expect(anna.labels().filter((label) => label.startsWith('✖️'))).to.have.lengthOf(5);
  });

  it('are removed one by one, after a question, whatever an app called itself', async () => {
    await use(iphone);
    await use(odd);
    await look();
    await anna.tap('Pixel');
    expect(anna.last().text)
      .to.match(/^Отключить это устройство\?/)
      .and.include('Pixel & Co');
    expect((await anna.tap('Отключить')).toast).to.equal('Отключаем…');
    expect(anna.last().text).to.include('⏳ Отключаем…');
    expect(anna.labels().filter((label) => label.startsWith('✖️'))).to.deep.equal(['✖️ iPhone16,1']);

    await chat.work();
    expect(anna.last().text)
      .to.match(/^Мои устройства: 1 из 5/)
      .and.not.include('Pixel');
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
    await anna.tap('Обновить');
    await chat.work();
    expect(anna.last().text).to.match(/^Мои устройства: 1 из 5/);
  });

  it('stay when the question is not answered', async () => {
    await use(iphone);
    await look();
    await anna.tap('iPhone');
    await anna.tap('Назад');
    await chat.work();
    expect(anna.last().text).to.match(/^Мои устройства: 1 из 5/);
    expect(await known()).to.have.lengthOf(1);
  });

  it('are removed once, however often it is tapped', async () => {
    await use(iphone);
    await look();
    await anna.tap('iPhone');
    await chat.db().knex('outbox').delete();
    const presses = Array.from({ length: 5 }, () => anna.press('Отключить'));
    for (const update of await chat.fetchUpdates()) await chat.handle(update);
    await Promise.all(presses);
    const [{ id } = {}] = await known();
    expect(await promisedKeys(chat.db())).to.deep.equal([`device.remove:${id}`]);
    await chat.work();
    expect(anna.last().text).to.match(/^Мои устройства: 0 из 5/);
  });

  it('of somebody else are neither shown nor removed', async () => {
    await use(iphone);
    await look();
    const [device] = await known();
    const eve = chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    await chat.db().knex('outbox').delete();
    for (const data of [`1:o:devices:1`, `1:o:device:${device!.id}`, `1:a:devices:1`]) {
      await eve.forge(data, eve.last().id);
      expect(eve.last().text, data).to.match(/^Главное меню/);
    }
    for (const id of [device!.id, 999n, '', '<hwid>', '-1']) {
      const { screenVersion } = await eve.row();
      await eve.forge(`1:a:unplug:${id}:${screenVersion}`, eve.last().id);
      expect(eve.last().text, String(id)).to.match(/^Главное меню/);
    }
    expect(await promisedKeys(chat.db())).to.deep.equal([]);
    expect((await known())[0]).to.deep.equal(device);
  });

  it('are not asked of a panel for a subscription that has none of its accounts yet', async () => {
    await chat.db().knex('subscriptions').update({ link: null });
    await anna.forge('1:a:devices:1', anna.last().id);
    expect(anna.last().text).to.match(/^Главное меню/);
  });
});

import { expect } from 'chai';
import { useChat } from '../../support/chatting.js';
import { promisedKeys } from '../../support/database.js';

describe('the trial', () => {
  const chat = useChat();
  const grants = () => chat.db().grants.query();

  it('leads from one tap to a connection link, in one message', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    expect(anna.last().text).to.include('3 дня без оплаты и без карты').and.include('Трафик: 5 ГБ');
    await anna.tap('Начать');
    expect(anna.last().text)
      .to.match(/^🎁 Готовим пробный доступ/)
      .and.not.to.include('Оплачено');
    await chat.work();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text)
      .to.match(/^🎁 Пробный период начался/)
      .and.match(/https?:\/\/\S+/);
    expect(anna.labels()).to.deep.equal(['🔗 Подключиться', '🔳 QR-код', '☰ Меню']);
  });

  it('is given once, however often it is pressed at once', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    const presses = Array.from({ length: 20 }, () => anna.press('Начать'));
    await Promise.all((await chat.fetchUpdates()).map((update) => chat.handle(update)));
    await Promise.all(presses);
    expect(await grants()).to.have.lengthOf(1);
    expect(await chat.db().subscriptions.query()).to.have.lengthOf(1);
  });

  it('is given once, by whatever forged version it is asked for', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    for (let version = 1; version <= 12; version++) await anna.forge(`1:a:trial:${version}`, anna.last().id);
    const [one, ...more] = await grants();
    expect(one).to.include({ source: 'trial', days: 3, dayByDay: true });
    expect(more).to.deep.equal([]);
  });

  it('is not offered to somebody who had anything', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await anna.say('/start');
    expect(anna.labels()).not.to.include('🎁 Попробовать бесплатно');
    const { screenVersion } = await anna.row();
    const tapped = await anna.forge(`1:a:trial:${screenVersion}`, anna.last().id);
    expect(tapped.toast).to.equal('Пробный период даётся один раз');
    await anna.forge('1:o:trial', anna.last().id);
    expect(anna.last().text).to.match(/^Главное меню/);
    expect(await grants()).to.have.lengthOf(1);
  });

  it('shows that the access is ready to somebody who sees the waiting again', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await anna.tap('Меню');
    await chat.work();
    expect(anna.messages()).to.have.lengthOf(2);
    await anna.forge('1:o:waiting:1', anna.last().id);
    expect(anna.last().text).to.equal('✅ Доступ готов');
    expect(anna.labels()).to.include('🔗 Подключиться');
  });
});

describe('a subscription', () => {
  const chat = useChat();

  const subscribed = async (id = 42, first_name = 'Анна') => {
    const person = chat.meet(id, { first_name });
    await person.say('/start');
    await person.tap('Попробовать');
    await person.tap('Начать');
    await chat.work();
    return person;
  };

  it('shows how it stands, and connects by the apps of the person’s platform', async () => {
    const anna = await subscribed();
    await anna.tap('Меню');
    await anna.tap('Моя подписка');
    expect(anna.last().text)
      .to.match(/Активна до .+\(ещё 3 дня\)/)
      .and.include('Трафик: 0 ГБ из 5 ГБ');
    await anna.tap('Подключиться');
    await anna.tap('iPhone');
    expect(anna.labels()).to.include.members(['Открыть в Happ', 'Открыть в Streisand']);
    expect((await anna.tap('Открыть в Happ')).url).to.match(/^https:\/\/shop\.example\/open\/happ\/[\w-]+$/);
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
  });

  it('shows its QR as a photo, and comes back from it', async () => {
    const anna = await subscribed();
    await anna.tap('Меню');
    await anna.tap('Моя подписка');
    const text = anna.last();
    await anna.tap('QR-код');
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
    expect(anna.last().photo).to.include({ width: 512, height: 512 });
    expect((await anna.row()).screenKind).to.equal('photo');
    await anna.tap('Назад');
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
    expect(anna.last()).to.deep.include({ text: text.text, photo: null });
    expect(await anna.row()).to.deep.include({
      screen: 'subscription:1',
      screenKind: 'text',
      screenMessageId: BigInt(anna.last().id),
    });
  });

  it('goes on in one chat where the picture cannot be taken away', async () => {
    const anna = await subscribed();
    await anna.tap('QR-код');
    chat.telegram().addFault({ method: 'deleteMessage', kind: '500', times: 5 });
    await anna.tap('Назад');
    expect(anna.messages()).to.have.lengthOf(3); // the first is the key's own
    expect(anna.last().text).to.match(/^Моя подписка/);
  });

  it('reads what was used from the panel, in place, and not over a newer screen', async () => {
    const anna = await subscribed();
    await anna.say('/connect');
    const [account] = (await chat.world().control('GET', '/remnawave/users')) as { id: number }[];
    await chat
      .world()
      .control('POST', `/remnawave/users/${account!.id}/usage`, { usedTrafficBytes: 2_684_354_560 });
    expect((await anna.tap('Обновить')).toast).to.equal('Спрашиваем у сервера…');
    await chat.work();
    expect(anna.last().text).to.include('Трафик: 2,5 ГБ из 5 ГБ').and.include('По данным на');
    await anna.tap('Обновить');
    const keys = (await promisedKeys(chat.db())).filter((key) => key.startsWith('subscription.refresh'));
    expect(new Set(keys)).to.have.lengthOf(2, 'a wish of its own each');
    for (const key of keys)
      expect(key, 'not the key of a hint').to.match(/^subscription\.refresh:1:\d+:subscription$/);
    await anna.tap('Назад');
    const before = anna.messages();
    await chat.work();
    expect(anna.messages()).to.deep.equal(before);
  });

  it('is nobody else’s', async () => {
    await subscribed();
    const eve = await subscribed(66, 'Eve');
    await eve.say('/start');
    const annas = (await chat.db().subscriptions.query().findOne({ userId: 1n }))!;
    const screens = ['subscription', 'qr', 'connect', 'waiting', 'ready'].map(
      (name) => `${name}:${annas.id}`,
    );
    for (const screen of [...screens, `apps:${annas.id}:ios`]) {
      await eve.forge(`1:o:${screen}`, eve.last().id);
      expect(eve.last().text, screen).to.match(/^Главное меню/);
      expect(eve.last().text, screen).not.to.include(annas.link);
    }
    const tapped = await eve.forge(`1:a:refresh:${annas.id}`, eve.last().id);
    expect(tapped.toast).to.match(/^Эта кнопка уже устарела/);
    expect(await chat.db().knex('outbox').where('job', 'subscription.refresh')).to.deep.equal([]);
  });
});

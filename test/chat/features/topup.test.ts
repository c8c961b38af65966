import { expect } from 'chai';
import topup from '../../../src/chat/screens/topup.js';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('a top-up', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Меню');
    await anna.tap('Баланс');
    await anna.tap('Пополнить');
  });
  const orders = () => chat.db().orders.query();

  it('is paid with a preset amount', async () => {
    expect(anna.labels()).to.deep.equal(['100 ₽', '500 ₽', '1 000 ₽', '← Назад']);
    await anna.tap('500 ₽');
    await anna.tap('Картой');
    const [order] = await orders();
    expect(order).to.include({ kind: 'topup', priceMinor: 500_00n, planVersionId: null });
    expect(anna.last().text).to.match(/^Готовим счёт на 500 ₽/);
  });

  it('is offered by those who take as much, and by nobody is no amount', async () => {
    const { scope, db } = chat;
    const about = { isOperator: false, timezone: 'UTC' };
    const viewer = { ...about, db: db(), person: await anna.row(), now: new Date() };
    const { shop } = scope().chat;
    const only = (provider: string) => ({ ...shop, offers: (name: string) => name === provider });
    expect(await topup.load({ ...viewer, shop: only('yookassa') }, '50000')).to.deep.include({
      chosenMinor: 500_00n,
      providers: ['yookassa'],
    });
    expect(await topup.load({ ...viewer, shop: only('nobody') }, '50000')).to.include({
      chosenMinor: null,
      unclear: true,
    });
  });

  it('is not offered where nobody takes rubles, and an old button says so', async () => {
    chat.rule({ least: (_provider, currency) => (currency === 'RUB' ? null : 1n) });
    await anna.forge('1:o:topup:50000', anna.last().id);
    expect(anna.last().text).to.match(/^Пополнить баланс сейчас нельзя/);
    await anna.tap('Назад');
    expect(anna.last().text).to.match(/^Баланс/);
    expect(anna.labels().join()).not.to.include('Пополнить');
  });

  const amounts: Record<string, string | null> = {
    '350': '350 ₽',
    '350,50': '350,50 ₽',
    '350.5': '350,50 ₽',
    '1 000 ₽': '1 000 ₽',
    '1\u00a0000': '1 000 ₽',
    '700 руб.': '700 ₽',
    '50': '50 ₽',
    '15000': '15 000 ₽',
    '49,99': null,
    '15000,01': null,
    '0': null,
    '-100': null,
    '−100': null,
    '1e9': null,
    '1000000000': null,
    '99999999999999999999999999': null,
    '12,345': null,
    '1.2.3': null,
    '0x64': null,
    '٣٥٠': null,
    NaN: null,
    'сколько не жалко': null,
    '<b>350</b>': null,
    '💥': null,
  };
  for (const [typed, amount] of Object.entries(amounts)) {
    it(`${amount ? `of ${amount}` : 'of nothing'} is what "${typed}" means`, async () => {
      await anna.say(typed);
      expect(anna.last().text).to.match(amount ? /^Пополнение на / : /^Такая сумма не подойдёт/);
      if (amount) expect(anna.last().text.replaceAll('\u00a0', ' ')).to.include(`Пополнение на ${amount}\n`);
      expect(await orders()).to.deep.equal([]);
    });
  }

  it('is refused in English as well, with the limits and what to do', async () => {
    const john = chat.meet(43, { first_name: 'John', language_code: 'en' });
    await john.say('/start');
    await john.forge('1:o:topup', john.last().id);
    for (const typed of ['0', '-5', '12.345', '15000.01', 'all of it']) {
      await john.say(typed);
      expect(john.last().text, typed).to.equal(
        'That amount does not work\n\nType a number from 50 ₽ to 15,000 ₽, for example 350, or choose an amount below.',
      );
    }
    expect(await orders()).to.deep.equal([]);
  });

  it('can be typed again, after a wrong amount and after a right one', async () => {
    await anna.say('мало');
    await anna.say('350');
    expect(anna.last().text).to.match(/^Пополнение на 350 ₽/);
    await anna.say('400');
    expect(anna.last().text).to.match(/^Пополнение на 400 ₽/);
    await anna.tap('Назад');
    await anna.say('450');
    expect(anna.last().text).to.match(/^Пополнение на 450 ₽/);
  });

  it('can be typed, too, once a button of an older screen showed the question anew', async () => {
    await anna.say('350');
    const old = anna.dataOf('Картой');
    await anna.tap('Назад');
    await anna.forge(old, anna.last().id);
    await anna.say('450');
    expect(anna.last().text).to.match(/^Пополнение на 450 ₽/);
    expect(await orders()).to.deep.equal([]);
  });

  it('is not what a number means elsewhere', async () => {
    await anna.tap('Назад');
    await anna.say('350');
    expect(anna.last().text).to.match(/^Главное меню/);
    await anna.say('/menu');
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('cannot be forged beyond the limits, nor paid from the balance', async () => {
    for (const [amount, provider] of [
      ['0', 'yookassa'],
      ['4999', 'yookassa'],
      ['1500001', 'yookassa'],
      ['999999999999999999', 'yookassa'],
      ['50000', 'balance'],
      ['-100', 'yookassa'],
    ]) {
      const { screenVersion } = await anna.row();
      const tapped = await anna.forge(`1:a:topup:${amount}:${provider}:${screenVersion}`, anna.last().id);
      expect(tapped.toast, amount).to.equal('Предложение изменилось, выберите ещё раз');
      expect(anna.last().text).to.match(/^На сколько пополнить/);
    }
    expect(await orders()).to.deep.equal([]);
  });

  it('has no way to pay shown for an amount beyond the limits, whatever a button names', async () => {
    for (const amount of ['0', '4999', '1500001']) {
      await anna.forge(`1:o:topup:${amount}`, anna.last().id);
      expect(anna.labels().join(), amount).not.to.include('Картой');
    }
    await anna.forge('1:o:topup:5000', anna.last().id);
    expect(anna.labels().join()).to.include('Картой');
  });

  it('pays for one order only, however often it is pressed at once', async () => {
    await anna.tap('500 ₽');
    const presses = Array.from({ length: 20 }, () => anna.press('Картой'));
    await Promise.all((await chat.fetchUpdates()).map((update) => chat.handle(update)));
    await Promise.all(presses);
    expect(await orders()).to.have.lengthOf(1);
    expect(await chat.db().payments.query()).to.have.lengthOf(1);
  });
});

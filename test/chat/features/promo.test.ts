import { expect } from 'chai';
import { createLogger } from '../../../src/observability/logger.js';
import { promoCode } from '../../support/promo.js';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('a promo code in the chat', () => {
  let warnings: string[] = [];
  const log = createLogger('test', 'warn', { write: (line: string) => void warnings.push(line) });
  const chat = useChat(undefined, () => ({ log }));
  let anna: Somebody;
  beforeEach(async () => {
    warnings = [];
    anna = chat.meet();
    await anna.say('/start');
  });
  const code = (change: Record<string, unknown> = {}) => promoCode(chat.db(), change);
  const ask = async () => {
    await anna.tap('Меню');
    await anna.tap('Промокод');
  };

  it('is written, gives days, and the link comes by itself', async () => {
    await code();
    await ask();
    await anna.say(' gift ');
    expect(anna.last().text).to.match(/^🎟 Промокод принят/);

    await chat.work();
    expect(anna.last().text).to.match(/^🎉 Готово!/);
  });

  it('makes the prices less, on every screen and in the order', async () => {
    await code({ kind: 'percent', percent: 20 });
    await ask();
    await anna.say('GIFT');
    expect(anna.last().text).to.match(/Скидка 20 % уже учтена/);

    await anna.tap('Купить');
    expect(anna.labels()[0]).to.include('159,20 ₽');
    await anna.tap('1 месяц');
    expect(anna.last().text).to.include('159,20 ₽').and.include('без него 199 ₽');
    await anna.tap('Картой');
    expect(await chat.db().orders.query()).to.have.nested.property('[0].priceMinor', 159_20n);
  });

  it('makes no price less for anybody else nor of another plan, and is shown to nobody else', async () => {
    const { planId } = await chat.shop().plus();
    await code({ kind: 'percent', percent: 50, planId: String(planId) });
    await anna.say('/promo GIFT');
    await anna.tap('Купить');
    expect(anna.labels().slice(0, 2)).to.deep.equal(['Стандарт · от 199 ₽', 'plus · от 199 ₽']);

    const boris = chat.meet(43);
    await boris.say('/buy');
    expect(boris.labels().slice(0, 2)).to.deep.equal(['Стандарт · от 199 ₽', 'plus · от 398 ₽']);
    const { id } = await chat.db().promoCodes.query().first().throwIfNotFound();
    await boris.forge(`1:o:promoted:${id}`, boris.last().id);
    expect(boris.last().text).to.match(/^Главное меню/);
  });

  it('adds money to the balance', async () => {
    await code({ kind: 'balance', amountMinor: 100_00n, currency: 'RUB' });
    await anna.say('/promo GIFT');
    expect(anna.last().text).to.match(/зачислено 100 ₽/);
  });

  it('comes by a link, too', async () => {
    await code();
    const boris = chat.meet();
    await boris.say('/start promo_GIFT');
    expect(boris.last().text).to.match(/^🎟 Промокод принят/);
  });

  for (const [what, change, words] of [
    ['unknown', { code: 'OTHER' }, /^Такого промокода нет/],
    ['expired', { validUntil: new Date(0) }, /^Срок этого промокода закончился/],
    ['used up', { maxActivations: 1, activations: 1 }, /уже разобрали/],
    ['too early', { validFrom: new Date(Date.now() + 3_600_000) }, /ещё не начал/],
    ['retired', { active: false }, /^Такого промокода нет/],
  ] as const) {
    it(`that is ${what} says so, gives nothing, and another can be written at once`, async () => {
      await code(change);
      await ask();
      await anna.say('GIFT');
      expect(anna.last().text).to.match(words);
      expect(anna.labels()).to.deep.equal(['← Назад']);

      await code({ code: 'RIGHT' });
      await anna.say('right');
      expect(anna.last().text).to.match(/^🎟 Промокод принят/);
    });
  }

  it('that is guessed ten times is told to whoever reads the log, once and without a word of it', async () => {
    await ask();
    for (let guess = 0; guess < 12; guess++) await anna.say(`GUESS${guess}`);
    expect(anna.last().text).to.match(/^Слишком много/);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('somebody guesses promo codes').and.not.include('GUESS');
  });

  it('that makes no sense is only an unknown one', async () => {
    await ask();
    for (const text of ["'; drop table users; --", '<b>', '💥', 'x'.repeat(4_000)]) {
      await anna.say(text);
      expect(anna.last().text).to.match(/^Такого промокода нет/);
    }
  });
});

import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { promoCode } from '../../support/promo.js';
import { rub } from '../../support/shop.js';

const changed = 'Предложение изменилось, выберите ещё раз';
const minuteMs = 60_000;

describe('a discount that ends between the screen and the tap', () => {
  const clock = { ms: Date.now() };
  const chat = useChat(undefined, () => ({ now: () => new Date(clock.ms) }));
  let anna: Somebody;

  beforeEach(async () => {
    clock.ms = Date.now();
    await chat.db().settings.set('bot', { username: 'shop_bot' });
    const validUntil = new Date(clock.ms + 3 * minuteMs);
    await promoCode(chat.db(), { kind: 'percent', percent: 50, validUntil });
    anna = chat.meet();
    await anna.say('/start');
    await anna.say('/promo GIFT');
  });

  const give = async (minor: bigint): Promise<void> =>
    chat.shop().give((await anna.row()).id, rub(minor), `give:${minor}`);
  const balance = async (): Promise<bigint> => chat.shop().balance((await anna.row()).id);
  const orders = () => chat.db().orders.query().orderBy('id');
  const prices = async () => (await orders()).map(({ priceMinor, state }) => [priceMinor, state]);
  const toMethods = async (): Promise<void> => {
    await anna.say('/buy');
    await anna.tap('1 месяц');
    expect(anna.last().text).to.match(/^1 месяц · 99,50 ₽/);
  };
  const toGift = async (): Promise<void> => {
    await anna.say('/buy');
    await anna.tap('В подарок');
    await anna.tap('1 месяц');
    expect(anna.last().text).to.match(/1 месяц в подарок · 99,50 ₽/);
  };
  const ends = (): void => void (clock.ms += 5 * minuteMs);
  /** Nothing is bought, and the same screen shows what it costs now. */
  const expectAnew = async (label: string, text: RegExp): Promise<void> => {
    expect((await anna.tap(label)).toast).to.equal(changed);
    expect(anna.last().text).to.match(text);
    expect(await orders()).to.deep.equal([]);
  };

  it('takes nothing from the balance before its person has seen the price', async () => {
    await give(1_000_00n);
    await toMethods();
    ends();
    await expectAnew('С баланса', /^1 месяц · 199 ₽/);
    expect(await balance()).to.equal(1_000_00n);

    await anna.tap('С баланса');
    expect(await prices()).to.deep.equal([[199_00n, 'paid']]);
    expect(await balance()).to.equal(801_00n);
  });

  it('is no purchase by a provider before that, either', async () => {
    await toMethods();
    ends();
    await expectAnew('Картой', /^1 месяц · 199 ₽/);
    await anna.tap('Картой');
    expect(anna.last().text).to.match(/^Готовим счёт на 199 ₽/);
  });

  it('says so, and asks for no top-up, where the balance was enough for the price of before', async () => {
    await give(100_00n);
    await toMethods();
    ends();
    await expectAnew('С баланса', /^1 месяц · 199 ₽/);
    expect(anna.labels()).not.to.include('👛 С баланса');
  });

  for (const label of ['С баланса', 'Картой'])
    it(`is no gift bought at another price: ${label}`, async () => {
      await give(1_000_00n);
      await toGift();
      ends();
      await expectAnew(label, /1 месяц в подарок · 199 ₽/);
      expect(await balance()).to.equal(1_000_00n);
      await anna.tap(label);
      expect((await prices()).map(([price]) => price)).to.deep.equal([199_00n]);
    });

  it('holds no part of the balance for another rest than was shown', async () => {
    await give(50_00n);
    await toMethods();
    await anna.tap('Часть оплатить с баланса');
    expect(anna.labels().join('|')).to.match(/49,50 ₽ \+ баланс 50 ₽/);
    ends();
    await expectAnew('баланс 50', /^1 месяц · 199 ₽/);
    expect(anna.labels().join('|')).to.match(/149 ₽ \+ баланс 50 ₽/);
    expect(await balance()).to.equal(50_00n);
  });

  it('buys at once, with the discount, in time', async () => {
    await give(1_000_00n);
    await toMethods();
    await anna.tap('С баланса');
    expect(await prices()).to.deep.equal([[99_50n, 'paid']]);
    expect(await balance()).to.equal(900_50n);
  });
});

describe('a button that takes money', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await chat.shop().give((await anna.row()).id, rub(50_00n));
    await anna.say('/buy');
    await anna.tap('1 месяц');
  });

  it('with a part from the balance takes no other part than it showed', async () => {
    await anna.tap('Часть оплатить с баланса');
    await chat.shop().give((await anna.row()).id, rub(20_00n));
    expect((await anna.tap('баланс 50')).toast).to.equal(changed);
    expect(anna.labels().join('|')).to.match(/129 ₽ \+ баланс 70 ₽/);
    expect(await chat.db().orders.query()).to.deep.equal([]);
    await anna.tap('баланс 70');
    expect(await chat.db().orders.query()).to.have.nested.property('[0].heldMinor', 70_00n);
  });

  it('and is older than the price on it shows what it costs, and takes nothing', async () => {
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    const { id } = await chat.shop().offer(1);
    for (const [old, text] of [
      [`pay:${id}:balance:1`, /^1 месяц · 199 ₽/],
      [`pay:${id}:yookassa:1`, /^1 месяц · 199 ₽/],
      [`pay:${id}:yookassa:1:m`, /^1 месяц · 199 ₽/],
      [`present:${id}:balance`, /1 месяц в подарок · 199 ₽/],
      [`present:${id}:yookassa`, /1 месяц в подарок · 199 ₽/],
    ] as const) {
      const { screenVersion } = await anna.row();
      const { toast } = await anna.forge(`1:a:${old}:${screenVersion}`, anna.last().id);
      expect(toast, old).to.equal(changed);
      expect(anna.last().text, old).to.match(text);
    }
    expect(await chat.db().orders.query()).to.deep.equal([]);
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(1_050_00n);
  });
});

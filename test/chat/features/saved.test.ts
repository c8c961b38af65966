import { expect } from 'chai';
import type { Somebody } from '../../support/chatting.js';
import { useSaving } from '../../support/saving.js';

describe('saved methods, in the chat,', () => {
  const { chat, methods, bindings, save, toCards, ...saving } = useSaving();
  let anna: Somebody;
  beforeEach(() => void (anna = saving.anna()));

  const yookassa = () => chat.world().sandbox.yookassa;
  const invoices = () => yookassa().payments;
  const toWays = async () => {
    await anna.say('/buy');
    await anna.tap('1 месяц');
  };
  const pay = async () => {
    const { id } = invoices().at(-1)!;
    yookassa().pay(id);
    await anna.tap('Проверить оплату');
    await chat.work();
  };

  describe('while buying', () => {
    it('are saved where the buyer switched that on, and sees so before paying', async () => {
      await toWays();
      expect(anna.last().text).to.include('Карта не сохранится');
      await anna.tap('Сохранить карту: нет');
      expect(anna.last().text)
        .to.include('Карта сохранится')
        .and.match(/^1 месяц/);
      await anna.tap('Картой');
      await chat.work();
      expect(anna.last().text).to.include('Карта сохранится. Удалить её');
      await pay();

      expect((await methods()).map(({ title }) => title)).to.match(/^Mir •• \d{4}$/);
    });

    it('are not saved unless they did, and the wish is remembered', async () => {
      await toWays();
      await anna.tap('Картой');
      await chat.work();
      expect(anna.last().text).not.to.include('сохранится');
      await pay();
      expect(await methods()).to.deep.equal([]);

      await toWays();
      await anna.tap('Сохранить карту: нет');
      await toWays();
      expect(anna.labels()).to.include('💾 Сохранить карту: да');
      await anna.tap('Сохранить карту: да');
      await toWays();
      expect(anna.labels()).to.include('💾 Сохранить карту: нет');
    });

    it('begin another payment for whoever changed their mind: its page says what is saved', async () => {
      await toWays();
      await anna.tap('Картой');
      await chat.work();
      await toWays();
      await anna.tap('Сохранить карту: нет');
      await anna.tap('Картой');
      await chat.work();

      const rows = await chat.db().payments.query().orderBy('id');
      expect(rows.map(({ saves, state }) => `${saves} ${state}`)).to.deep.equal([
        'false expired',
        'true pending',
      ]);
      yookassa().pay(invoices()[0]!.id); // money for the first still counts, and saves nothing
      yookassa().pay(invoices()[1]!.id);
      await anna.tap('Проверить оплату');
      await chat.work();
      expect(await methods()).to.have.lengthOf(1);
    });

    it('have no switch where nobody saves them, and one for a top-up, too', async () => {
      await anna.say('/menu');
      await anna.tap('Баланс');
      await anna.tap('Пополнить');
      await anna.tap('500');
      await anna.tap('Сохранить карту: нет');
      expect(anna.last().text)
        .to.match(/^Пополнение на 500/)
        .and.include('Карта сохранится');

      chat.rule({ saving: { providers: [], proposed: true } });
      await toWays();
      expect(anna.labels().join()).not.to.include('Сохранить');
    });

    it('follow what the shop proposes until the buyer says otherwise', async () => {
      chat.rule({ saving: { providers: ['yookassa'], proposed: true } });
      await toWays();
      expect(anna.labels()).to.include('💾 Сохранить карту: да');
      await anna.tap('Сохранить карту: да');
      expect(anna.labels()).to.include('💾 Сохранить карту: нет');
    });
  });

  describe('bound without buying', () => {
    const bound = async () => {
      await toCards();
      await anna.tap('Привязать карту');
      await chat.work();
      return (await bindings()).at(-1)!;
    };

    it('cost nothing, become the default, and their person is told', async () => {
      await save('Visa •• 1111');
      const { externalId } = await bound();
      expect(anna.last().text).to.match(/^Привязка карты/);
      yookassa().bind(externalId!);
      await anna.tap('Готово');
      await chat.work();

      expect(anna.last().text).to.match(/^✅ Mir •• \d{4}: карта сохранена/);
      expect((await methods())[1]).to.include({ title: 'Visa •• 1111' });
      expect(await chat.db().orders.query()).to.deep.equal([]);
      expect(await chat.db().knex('ledger_entries')).to.deep.equal([]);
      expect((await bindings())[0]).to.include({ state: 'succeeded' });
    });

    it('are one page, however often they are asked for', async () => {
      await toCards();
      const presses = Array.from({ length: 10 }, () => anna.press('Привязать карту'));
      await Promise.all((await chat.fetchUpdates()).map((update) => chat.handle(update)));
      await Promise.all(presses);
      await toCards();
      await anna.tap('Привязать карту');
      await chat.work();
      expect(await bindings()).to.have.lengthOf(1);
    });

    it('that were refused say so in place of the button, and can be tried again', async () => {
      const { externalId } = await bound();
      yookassa().bind(externalId!, 'inactive');
      await anna.tap('Готово');
      await chat.work();

      expect(anna.last().text).to.match(/^Карта не сохранена, деньги не списаны/);
      expect(await methods()).to.deep.equal([]);
      await anna.tap('Попробовать ещё раз');
      await chat.work();
      expect((await bindings()).map(({ state }) => state)).to.deep.equal(['failed', 'pending']);
    });
  });
});

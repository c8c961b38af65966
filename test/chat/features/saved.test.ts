import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

const saving = { providers: ['yookassa'], proposed: false };

describe('saved methods, in the chat,', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    chat.rule({ saving });
    anna = chat.meet();
    await anna.say('/start');
  });

  const yookassa = () => chat.world().sandbox.yookassa;
  const invoices = () => yookassa().payments;
  const methods = async (who = anna) =>
    chat.db().paymentMethods.ofPerson(chat.db().knex, (await who.row()).id);
  const bindings = () => chat.db().methodBindings.query().orderBy('id');
  const save = async (title: string, who = anna) => {
    const { id } = await who.row();
    await chat.db().transaction(async (trx) => {
      await chat
        .db()
        .paymentMethods.save(trx, id, 'yookassa', { id: crypto.randomUUID(), title, kind: 'card' });
    });
    return (await chat.db().paymentMethods.query().findOne({ title }).throwIfNotFound()).id;
  };
  const toWays = async () => {
    await anna.say('/buy');
    await anna.tap('1 месяц');
  };
  const toCards = async () => {
    await anna.say('/menu');
    await anna.tap('Баланс');
    await anna.tap('Способы оплаты');
  };
  const pay = async () => {
    const { id } = invoices().at(-1)!;
    yookassa().pay(id);
    await anna.tap('Я оплатил');
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
      expect(anna.last().text).to.include('Карта сохранится для продления');
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
      await anna.tap('Я оплатил');
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
      chat.rule({ saving: { ...saving, proposed: true } });
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

      expect(anna.last().text).to.match(/^✅ Mir •• \d{4} сохранена/);
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

  describe('in their list', () => {
    it('have a default, which is chosen, and survives the removal of it', async () => {
      await save('Visa •• 1111');
      await save('Mir •• 2222');
      await toCards();
      expect(anna.labels().slice(0, 2)).to.deep.equal(['⭐ Visa •• 1111', '💳 Mir •• 2222']);
      await anna.tap('Mir •• 2222');
      expect(anna.last().text).to.include('Списаний пока не было');
      await anna.tap('Сделать основным');
      expect(anna.labels()[0]).to.equal('⭐ Mir •• 2222');

      await anna.tap('Mir •• 2222');
      await anna.tap('Удалить');
      expect(anna.last().text).to.match(/^Удалить Mir •• 2222\?/);
      await anna.tap('Да, удалить');
      expect(anna.labels()[0]).to.equal('⭐ Visa •• 1111');
      expect((await methods()).map(({ title }) => title)).to.deep.equal(['Visa •• 1111']);
    });

    it('stay where the removal was not confirmed', async () => {
      await save('Visa •• 1111');
      await toCards();
      await anna.tap('Visa');
      await anna.tap('Удалить');
      expect(anna.last().text).to.include('нужно будет самостоятельно');
      await anna.tap('Назад');
      expect(await methods()).to.have.lengthOf(1);
    });

    it('tell when they were charged last', async () => {
      const methodId = await save('Visa •• 1111');
      const payment = await chat.shop().attempt(await chat.shop().order((await anna.row()).id));
      await payment.$query().patch({ methodId, createdAt: new Date('2026-03-05T12:00:00Z') } as object);
      await chat.shop().see(payment);
      await toCards();
      await anna.tap('Visa');
      expect(anna.last().text).to.include('Последнее списание: 5 марта 2026');
    });

    it('of others are as if they were not there, whatever is sent', async () => {
      const boris = chat.meet(43, { first_name: 'Борис' });
      await boris.say('/start');
      const theirs = await save('Visa •• 9999', boris);
      const ours = await chat
        .db()
        .transaction(async (trx) =>
          chat.db().methodBindings.findOrStart(trx, (await boris.row()).id, 'yookassa', new Date()),
        );
      for (const data of [
        `1:o:method:${theirs}`,
        `1:o:removal:${theirs}`,
        `1:o:binding:${ours.id}`,
        `1:a:default:${theirs}`,
        `1:a:unsave:${theirs}`,
        `1:a:bound:${ours.id}`,
        '1:a:unsave:x',
        '1:a:default',
        '1:a:saving:1:home',
        '1:a:saving:2:methods',
      ]) {
        await anna.forge(data);
        expect(anna.last().text, data).not.to.include('9999');
        expect(anna.last().text, data).to.match(/^Способы оплаты|^Главное меню|^Привет/);
      }
      expect(await methods(boris)).to.have.lengthOf(1);
      expect((await methods(boris))[0]).to.include({ chosenAt: null });
    });

    it('can still be removed where saving was switched off since', async () => {
      await save('Visa •• 1111');
      chat.rule({ saving: { providers: [], proposed: false } });
      await toCards();
      expect(anna.labels()).to.deep.equal(['⭐ Visa •• 1111', '← Назад']);
      const data = '1:a:bind:yookassa';
      await anna.forge(`${data}:${(await anna.row()).screenVersion}`);
      expect(await bindings()).to.deep.equal([]);
    });
  });

  it('are out of sight where there are none and nobody saves any', async () => {
    chat.rule({ saving: { providers: [], proposed: false } });
    await chat.shop().give((await anna.row()).id, rub(1_00n));
    await anna.say('/menu');
    await anna.tap('Баланс');
    expect(anna.labels().join()).not.to.include('Способы оплаты');
  });
});

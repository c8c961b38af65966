import { expect } from 'chai';
import type { Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';
import { useSaving } from '../../support/saving.js';

describe('the list of saved methods', () => {
  const { chat, methods, bindings, save, toCards, ...saving } = useSaving();
  let anna: Somebody;
  beforeEach(() => void (anna = saving.anna()));

  describe('in their list', () => {
    it('have a default, which is chosen, and survives the removal of it', async () => {
      await save('Visa •• 1111');
      await save('Mir •• 2222');
      await toCards();
      expect(anna.labels().slice(0, 2)).to.deep.equal(['⭐ Visa •• 1111', '💳 Mir •• 2222']);
      await anna.tap('Mir •• 2222');
      expect(anna.last().text).to.include('Автосписаний пока не было');
      await anna.tap('Сделать основным');
      expect(anna.labels()[0]).to.equal('⭐ Mir •• 2222');

      await anna.tap('Mir •• 2222');
      await anna.tap('Удалить');
      expect(anna.last().text).to.match(/^Удалить способ оплаты Mir •• 2222\?/);
      await anna.tap('Да, удалить');
      expect(anna.labels()[0]).to.equal('⭐ Visa •• 1111');
      expect((await methods()).map(({ title }) => title)).to.deep.equal(['Visa •• 1111']);
    });

    it('stay where the removal was not confirmed', async () => {
      await save('Visa •• 1111');
      await toCards();
      await anna.tap('Visa');
      await anna.tap('Удалить');
      expect(anna.last().text).to.include('Больше мы ничего отсюда не спишем');
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
      expect(anna.last().text).to.include('Последнее автосписание: 5 марта 2026');
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

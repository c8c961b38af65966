import { expect } from 'chai';
import { useChat } from '../../support/chatting.js';

describe('the main menu', () => {
  const chat = useChat();

  it('leads a newcomer to all that there is, and out to the pages of the shop', async () => {
    chat.rule({
      greets: false,
      statusUrl: 'https://status.example/',
      termsUrl: 'https://shop.example/terms',
    });
    const anna = chat.meet();
    await anna.say('/start');
    expect(anna.labels()).to.deep.equal([
      '🎁 Попробовать бесплатно',
      '🚀 Купить подписку',
      '👛 Баланс',
      '🧾 Платежи',
      '🎁 Друзья',
      '🎟 Промокод',
      '👤 Профиль',
      '🌐 Language',
      '💬 Помощь',
      '📊 Статус',
      '📄 Условия',
    ]);
    const urls = anna
      .last()
      .keyboard.flat()
      .flatMap((button) => ('url' in button ? [button.url] : []));
    expect(urls).to.deep.equal(['https://status.example/', 'https://shop.example/terms']);
    await anna.tap('Помощь');
    expect(anna.labels()).to.include('💬 Написать в поддержку');
  });

  it('has what they own in place of the trial, and no pages that the shop has not', async () => {
    chat.rule({ greets: false, statusUrl: null, termsUrl: null });
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await anna.say('/menu');
    expect(anna.labels().slice(0, 2)).to.deep.equal(['🔐 Моя подписка', '🚀 Продлить']);
    expect(anna.labels().at(-1)).to.equal('💬 Помощь');
  });

  it('says so where nothing is sold', async () => {
    await chat.db().knex('plans').update({ active: false });
    const anna = chat.meet();
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^Сейчас ничего не продаётся/);
    await anna.tap('Назад');
    expect(anna.last().text).to.match(/^Главное меню/);
  });
});

import { expect } from 'chai';
import { money } from '../../../src/domain/money.js';
import { useChat } from '../../support/chatting.js';

describe('the profile', () => {
  const chat = useChat();

  it('tells who they are to us, with an id to copy and the ways to what is theirs', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await chat.shop().give((await anna.row()).id, money(150_00n, 'RUB'));
    await anna.say('/profile');
    expect(anna.last().text).to.match(
      /^Анна\n\nID: 42\nС нами с \d+ \p{L}+ \d{4}\nБаланс: 150 ₽\nАктивных подписок: 1$/u,
    );
    expect((await anna.tap('Скопировать ID')).copied).to.equal('42');
    for (const label of ['Баланс', 'Платежи', 'Language', 'Рефералы|Пригласить|друз']) {
      if (!anna.labels().some((text) => new RegExp(label, 'i').test(text))) throw new Error(label);
    }
    await anna.tap('Назад');
    await anna.tap('Профиль');
    expect(anna.messages().at(-1)!.text).to.match(/^Анна/);
  });

  it('does without a name', async () => {
    const posing = chat.meet(43, { first_name: 'Support', language_code: 'en' });
    await posing.say('/profile');
    expect(posing.last().text).to.match(/^Profile\n/);
  });
});

describe('/stats', () => {
  const operators = new Set<bigint>();
  const chat = useChat(undefined, (scope) => ({ chat: { ...scope.chat, operators } }));

  it('shows figures to those who run the shop, and the menu to everybody else', async () => {
    const anna = chat.meet();
    await anna.say('/stats');
    expect(anna.last().text).to.match(/^Главное меню/);
    await anna.forge('1:o:figures', anna.last().id);
    expect(anna.last().text).to.match(/^Главное меню/);
    operators.add(42n);
    await anna.say('/stats');
    expect(anna.last().text).to.match(/^💰 Пришло\nСегодня: 0/);
    expect(anna.last().text).to.include('⚙️ Система');
  });
});

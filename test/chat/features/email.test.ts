import { expect } from 'chai';
import { maskEmail } from '../../../src/domain/email.js';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('the e-mail for receipts', () => {
  const chat = useChat();
  let anna: Somebody;
  const kept = async () => (await anna.row()).email;
  beforeEach(async () => {
    chat.rule({ receipts: ['yookassa'] });
    anna = chat.meet();
    await anna.say('/profile');
  });

  it('is set, changed and removed from the profile, and never shown in full', async () => {
    await anna.tap('Почта для чеков');
    expect(anna.last().text).to.match(/^Почта для чеков\n\nНапишите свой адрес/);
    expect(anna.labels()).to.deep.equal(['← Назад']);
    await anna.say('  Vera.Petrova+vpn@mail.ru ');
    expect(await kept()).to.equal('Vera.Petrova+vpn@mail.ru');
    expect(anna.last().text).to.match(
      /^✅ Адрес сохранён\.\n\n.*\n\nЧеки об оплате приходят на V\*\*\*@mail\.ru/,
    );
    await anna.say('v@other.example');
    expect(await kept()).to.equal('v@other.example');
    await anna.tap('Назад');
    expect(anna.last().text).to.include('Чеки: v***@other.example');
    await anna.tap('Почта для чеков');
    await anna.tap('Удалить адрес');
    expect(await kept()).to.equal(null);
    expect(anna.last().text).to.match(/^Адрес удалён\.\n\n/);
    await anna.say('back@again.example');
    expect(await kept()).to.equal('back@again.example');
    for (const { text } of anna.messages()) expect(text).not.to.match(/Petrova|v@other|back@/);
  });

  const garbage = [
    'vera',
    'vera@',
    '@mail.ru',
    'vera@mail',
    'vera@mail.ru, anna@mail.ru',
    'vera@mail.ru\nanna@mail.ru',
    'вера@почта.рф',
    'vera @mail.ru',
    '<vera@mail.ru>',
    `${'v'.repeat(250)}@mail.ru`,
    '💥',
    "'; drop table users; --",
  ];
  for (const typed of garbage) {
    it(`is not what ${JSON.stringify(typed.slice(0, 40))} says, which changes nothing and can be mended`, async () => {
      await anna.tap('Почта для чеков');
      await anna.say('vera@mail.ru');
      await anna.say(typed);
      expect(anna.last().text).to.match(/^⚠️ Не похоже на адрес почты/);
      expect(anna.last().text).to.include('v***@mail.ru');
      expect(await kept()).to.equal('vera@mail.ru');
      await anna.say('anna@mail.ru');
      expect(await kept()).to.equal('anna@mail.ru');
    });
  }

  it('is asked for in English too', async () => {
    const john = chat.meet(43, { first_name: 'John', language_code: 'en' });
    await john.say('/profile');
    await john.tap('E-mail for receipts');
    await john.say('nonsense');
    expect(john.last().text).to.match(/^⚠️ That does not look like an e-mail/);
  });

  it('is offered above ways to pay of which one sends receipts, and leads back to them', async () => {
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Получить чек на почту');
    await anna.say('мимо');
    await anna.say('vera@mail.ru');
    await anna.tap('Назад');
    expect(anna.last().text).to.match(/Как вам удобнее заплатить/);
    expect(anna.labels()).to.include('📧 Чек: v***@mail.ru');
    await anna.tap('Чек: v***');
    await anna.tap('Удалить адрес');
    await anna.tap('Назад');
    expect(anna.labels()).to.include('📧 Получить чек на почту');
    await anna.tap('Картой');
    expect(anna.last().text).to.match(/^Готовим счёт/);
  });

  it('is offered where a top-up is paid, which can be typed anew afterwards', async () => {
    await anna.forge('1:o:topup:50000', anna.last().id);
    await anna.tap('Получить чек на почту');
    await anna.say('vera@mail.ru');
    await anna.tap('Назад');
    expect(anna.last().text).to.match(/^Пополнение на 500 ₽/);
    await anna.say('700');
    expect(anna.last().text).to.match(/^Пополнение на 700 ₽/);
    expect(await kept()).to.equal('vera@mail.ru');
  });

  it('is not asked for where nobody sends receipts, but can be taken back', async () => {
    await anna.tap('Почта для чеков');
    await anna.say('vera@mail.ru');
    chat.rule({ receipts: [] });
    await anna.say('/buy');
    await anna.tap('1 месяц');
    expect(anna.labels().join()).not.to.match(/чек/i);
    await anna.say('/profile');
    await anna.tap('Почта для чеков');
    await anna.tap('Удалить адрес');
    await anna.tap('Назад');
    expect(anna.labels().join()).not.to.match(/чек/i);
  });

  it('is not what an address means elsewhere, nor after another screen was opened', async () => {
    await anna.say('vera@mail.ru');
    await anna.say('/profile');
    await anna.tap('Почта для чеков');
    await anna.tap('Назад');
    await anna.say('vera@mail.ru');
    expect(await kept()).to.equal(null);
  });

  it('leads nowhere but to where one pays, whatever a button says', async () => {
    for (const back of ['banned', 'email', 'methods:1:1:1:1', 'topup:1:2:3:4']) {
      await anna.forge(`1:o:email:ask:${back}`, anna.last().id);
      await anna.say('oops');
      await anna.tap('Назад');
      expect(anna.last().text, back).to.match(/^Анна/);
    }
  });

  it('goes to the provider with what is paid from then on', async () => {
    await anna.tap('Почта для чеков');
    await anna.say('vera@mail.ru');
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    const asked: (string | null)[] = [];
    const { payments } = chat.world();
    const yookassa = payments.known.get('yookassa')!;
    const create: NonNullable<typeof yookassa.create> = (intent, call) => {
      asked.push(intent.payer.email);
      return yookassa.create!(intent, call);
    };
    await chat.work({
      payments: { ...payments, known: new Map([['yookassa', { ...yookassa, create }]]) },
    });
    expect(asked).to.deep.equal(['vera@mail.ru']);
    const owed = await chat.db().knex('outbox').select('key', 'data', 'reason');
    expect(JSON.stringify(owed)).not.to.include('vera@');
    expect(JSON.stringify(await chat.db().knex('chats').select('screen', 'awaiting'))).not.to.include(
      'vera@',
    );
  });
});

describe('a masked e-mail', () => {
  it('is its first letter and its domain, which is cut on its way to a button', () => {
    expect(maskEmail('vera@mail.ru')).to.equal('v***@mail.ru');
    expect(maskEmail(`v@${'x'.repeat(60)}.ru`)).to.equal(`v***@${'x'.repeat(30)}…`);
  });
});

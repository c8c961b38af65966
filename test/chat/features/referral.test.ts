import { expect } from 'chai';
import { usualRules } from '../../../src/domain/referral.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { isWaitedFor } from '../../support/database.js';
import { until } from '../../support/until.js';

const none = { 1: 0, 3: 0, 6: 0, 12: 0 };

describe('inviting friends', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    await chat.db().settings.set('bot', { username: 'shop_bot' });
    anna = chat.meet(42);
    await anna.say('/start');
  });
  const codeOf = async (who: Somebody): Promise<string> =>
    (await chat.db().users.byId(chat.db().knex, (await who.row()).id)).referralCode!;
  const pairs = async (): Promise<[bigint, bigint, string][]> =>
    (await chat.db().referrals.query().orderBy('friendId')).map(({ inviterId, friendId, source }) => [
      inviterId,
      friendId,
      source,
    ]);
  const idOf = async (who: Somebody): Promise<bigint> => (await who.row()).id;
  let next = 100;
  const come = async (payload: string): Promise<Somebody> => {
    const who = chat.meet((next += 1), { first_name: 'Борис' });
    await who.say(`/start ${payload}`);
    expect(who.last().text).to.match(/^Привет/);
    return who;
  };

  it('is by a link of one’s own, with what it gives and whom it brought', async () => {
    const code = await codeOf(anna);
    expect(code).to.match(/^[A-Z][A-Z0-9]{8}$/);
    const boris = await come(`ref_u${code}`);
    expect(await pairs()).to.deep.equal([[await idOf(anna), await idOf(boris), 'code']]);

    await anna.tap('Меню');
    await anna.tap('Друзья');
    const { text, keyboard } = anna.last();
    expect(text).to.include(`https://t.me/shop_bot?start=ref_u${code}`);
    expect(text).to.include('1 месяц: вам +3 дня, другу +1 день').and.include('3 месяца: вам +7 дней');
    expect(text).to.include('Пришли по ссылке: 1, из них купили: 0');
    const share = keyboard.flat().find((button) => 'url' in button);
    expect(share)
      .to.have.property('url')
      .that.matches(/^https:\/\/t\.me\/share\/url\?url=https%3A%2F%2Ft\.me%2Fshop_bot/);
    await anna.tap('Мои друзья');
    expect(anna.last().text).to.include('👋 Б•••').and.not.include('Борис');
  });

  for (const [who, rules, text] of [
    ['both', {}, /бонус получите вы оба/],
    ['the friend alone', { inviterDays: none }, /, он получит бонус\./],
    ['the inviter alone', { friendDays: none }, /, вы получите бонус\./],
    ['the inviter alone, by a share', { friendDays: none, percent: 10 }, /, вы получите бонус\./],
    ['nobody', { friendDays: none, inviterDays: none }, /^(?!.*бонус)/s],
  ] as const) {
    it(`promises a bonus to ${who}, where the rules give it to them`, async () => {
      await chat.db().settings.set('referral', { ...usualRules, ...rules });
      await anna.say('/menu');
      await anna.tap('Друзья');
      const { text: shown, keyboard } = anna.last();
      expect(shown).to.match(text);
      const share = keyboard.flat().find((button) => 'url' in button) as { url: string };
      const message = new URL(share.url).searchParams.get('text');
      if ('friendDays' in rules)
        expect(message)
          .to.match(/^Быстрый VPN/)
          .and.not.include('бонус');
      else expect(message).to.include('тебя ждёт бонус');
    });
  }

  it('is counted from the link of old, too, unless the shop says no', async () => {
    const boris = await come('ref_42');
    expect(await pairs()).to.deep.equal([[await idOf(anna), await idOf(boris), 'legacy']]);
    await chat.db().settings.set('referral', { ...usualRules, legacyLinks: false });
    await come('ref_42');
    expect(await pairs()).to.have.length(1);
  });

  it('takes nine digits for a code first, and for a Telegram id only where there is none', async () => {
    const [old, coded] = [chat.meet(123_456_789), chat.meet(77)];
    await old.say('/start');
    await come('ref_123456789');
    expect((await pairs()).map(([inviter]) => inviter)).to.deep.equal([await idOf(old)]);
    await coded.say('/start');
    await chat
      .db()
      .users.query()
      .findById(await idOf(coded))
      .patch({ referralCode: '123456789' });
    await come('ref_123456789');
    expect((await pairs()).map(([inviter]) => inviter)).to.deep.equal([await idOf(old), await idOf(coded)]);
  });

  it('counts at the first contact alone, and the first one stays', async () => {
    const vera = chat.meet(78);
    await vera.say('/start');
    const [a, v] = [await codeOf(anna), await codeOf(vera)];
    const boris = await come(`ref_u${a}`);
    await boris.say(`/start ref_u${v}`);
    await vera.say(`/start ref_u${a}`);
    expect(await pairs()).to.deep.equal([[await idOf(anna), await idOf(boris), 'code']]);
  });

  it('is never by oneself, by an unknown code or by a stranger’s id, and a newcomer is welcome all the same', async () => {
    const self = chat.meet(555);
    await self.say('/start ref_555');
    for (const payload of [
      'ref_uZZZZZZZZZ',
      'ref_ZZZZZZZZZ',
      'ref_999999999999',
      'ref_',
      `ref_${'x'.repeat(60)}`,
    ])
      await come(payload);
    expect(await pairs()).to.deep.equal([]);
  });

  it('never goes round in a circle, however long, also of people who were written down before they came', async () => {
    const { db } = chat;
    const before = await db()
      .knex('users')
      .insert([900, 901, 902].map((id) => ({ telegramId: id, createdAt: new Date(0) })))
      .returning<{ id: bigint }[]>('id');
    const [first, second, third] = [chat.meet(900), chat.meet(901), chat.meet(902)];
    await second.say('/start ref_900');
    await third.say('/start ref_901');
    await first.say('/start ref_902');
    expect((await pairs()).map(([inviter]) => inviter)).to.deep.equal([before[0]!.id, before[1]!.id]);
  });

  it('does not go round either where two bring each other in the same moment', async () => {
    const db = chat.db();
    const people = [900, 901].map((id) => ({ telegramId: id, createdAt: new Date(0) }));
    const [one, other] = await db.knex('users').insert(people).returning<{ id: bigint }[]>('id');
    const by = (telegramId: bigint) => ({ code: null, telegramId });
    let late: Promise<boolean> | undefined;
    await db.transaction(async (trx) => {
      expect(await db.referrals.invite(trx, one!.id, by(901n))).to.equal(true);
      late = db.transaction((its) => db.referrals.invite(its, other!.id, by(900n)));
      await until(() => isWaitedFor(db));
    });
    expect(await late).to.equal(false);
    expect(await pairs()).to.have.length(1);
  });

  it('gives a code to people of before with the next thing they do', async () => {
    await chat
      .db()
      .users.query()
      .patch({ referralCode: null } as object);
    await anna.say('/menu');
    expect(await codeOf(anna)).to.match(/^[A-Z][A-Z0-9]{8}$/);
    const given = await codeOf(anna);
    await anna.say('/menu');
    expect(await codeOf(anna)).to.equal(given);
  });

  it('lists friends page by page, nobody twice', async () => {
    const { id } = await anna.row();
    const rows = Array.from({ length: 23 }, (_, at) => ({ telegramId: 5_000 + at, firstName: `${at}` }));
    const people = await chat.db().knex('users').insert(rows).returning<{ id: bigint }[]>('id');
    await chat
      .db()
      .knex('referrals')
      .insert(
        people.map((friend) => ({ friendId: String(friend.id), inviterId: String(id), source: 'code' })),
      );
    await anna.tap('Меню');
    await anna.tap('Друзья');
    await anna.tap('Мои друзья');
    const seen: number[] = [];
    for (let pages = 1; ; pages += 1) {
      seen.push((anna.last().text.match(/👋/g) ?? []).length);
      if (!anna.labels().some((label) => label.startsWith('Раньше'))) break;
      expect(pages).to.be.lessThan(4);
      await anna.tap('Раньше');
    }
    expect(seen).to.deep.equal([10, 10, 3]);
  });
});

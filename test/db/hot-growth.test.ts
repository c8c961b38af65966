import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { telegramIdBase } from '../../seeds/crowd-rows.js';
import { rub } from '../support/shop.js';
import { useBuying } from '../support/buying.js';

describe('among a crowd, friends, gifts and campaigns are found by an index:', function () {
  this.timeout(60_000);
  const { volume, chat, work, somebody, buy, flow } = useBuying();
  before(() => volume.own().settings.set('bot', { username: 'shop_bot' }));

  flow('a friend who comes by a blogger’s link and buys, and what both get', async () => {
    const anna = somebody();
    await anna.say('/start ref_uR00000001');
    const { id } = await anna.row();
    expect(await volume.own().referrals.query().findById(String(id))).to.include({ inviterId: 1n });
    await buy(anna);
    const [reward] = await volume.own().referralRewards.query().where({ friendId: id });
    expect(reward?.givenAt).to.be.instanceOf(Date);
  });

  flow('an old link, by a Telegram id', async () => {
    const anna = somebody();
    await anna.say(`/start ref_${telegramIdBase + 7}`);
    expect(
      await volume
        .own()
        .referrals.query()
        .findById(String((await anna.row()).id)),
    ).to.include({ inviterId: 7n });
  });

  flow('whom a blogger brought, page by page', async () => {
    const blogger = chat.meet(telegramIdBase + 1);
    await blogger.say('/menu');
    for (const label of ['Друзья', 'Мои друзья', 'Раньше', 'Раньше', 'Назад']) await blogger.tap(label);
    expect(blogger.last().text).to.include('Вы заработали');
  });

  flow('a gift, from the balance to whoever has its link', async () => {
    const [anna, boris] = [somebody(), somebody()];
    await anna.say('/start');
    const amount = rub(1_000_00n);
    const { id } = await anna.row();
    const give = { key: `hot:${randomInt(2 ** 47)}`, from: 'adjust', to: `user:${id}`, amount } as const;
    await volume.own().transaction((trx) => volume.own().ledger.transfer(trx, give));
    await anna.say('/buy');
    for (const label of ['В подарок', '1 месяц', 'С баланса']) await anna.tap(label);
    const link = /start=(gift_[\w-]{22})/.exec(anna.last().text)![1]!;
    await boris.say(`/start ${link}`);
    await boris.tap('Принять');
    await work();
    expect(boris.last().text).to.match(/^🎉/);
    await anna.say('/start');
    await anna.tap('Друзья');
    await anna.tap('Подарить');
    expect(anna.last().text).to.match(/^Мои подарки/);
  });

  flow('the gifts of whoever gave many, and one of them that waited is taken', async () => {
    const { rows } = await volume.own().knex.raw<{ rows: { giver: bigint; token: string }[] }>(
      `select u.telegram_id giver, g.token
       from (select * from gifts where state = 'waiting' order by order_id limit 500) g
         join orders o on o.id = g.order_id join users u on u.id = o.user_id
       where coalesce(u.language, u.language_guess) = 'ru'
       order by (select count(*) from orders given where given.user_id = u.id and given.kind = 'gift') desc limit 1`,
    );
    const [{ giver, token }] = rows as [(typeof rows)[number]];
    const [anna, boris] = [chat.meet(Number(giver)), somebody()];
    await anna.say('/start');
    await anna.tap('Друзья');
    await anna.tap('Подарить');
    expect(anna.last().text).to.match(/^Мои подарки/);
    await boris.say(`/start gift_${token}`);
    await boris.tap('Принять');
    await work();
    expect(boris.last().text).to.match(/^🎉/);
  });

  flow('a campaign’s link', async () => {
    const anna = somebody();
    await anna.say('/start crowd-7');
    const { id } = await anna.row();
    expect(
      await volume
        .own()
        .knex('campaign_touches')
        .where({ userId: String(id) }),
    ).to.have.length(1);
  });

  it('what came of a campaign, from each who came by it', async () => {
    const figures = await volume.db.campaigns.figures(volume.db.knex, 8n);
    expect(figures.starts).to.be.greaterThan(10);
    expect(figures.revenue).to.have.length(1);
    volume.unscanned();
  });
});

import { expect } from 'chai';
import { closed, useGate } from '../../support/gate.js';

describe('a link, while its person is kept at the required channel,', () => {
  const { chat, join, unheard, ...gate } = useGate();

  it('says at once who invited them', async () => {
    const inviterId = await chat.shop().person(9_001n);
    await gate.anna().say('/start ref_9001');
    expect(gate.anna().last().text).to.match(closed);
    expect(await chat.db().referrals.query()).to.have.nested.property('[0].inviterId', inviterId);
  });

  it('to a gift shows the gift once they are in', async () => {
    await gate.anna().say(`/start gift_${'A'.repeat(22)}`);
    await unheard(() => join());
    await gate.anna().tap('Я в канале');
    expect(gate.anna().last().text).to.match(/^Такого подарка нет/);
  });

  it('of a campaign counts at once, and gives its days once they are in', async () => {
    const ad = { source: 'channel', startParam: 'Ad-1', bonusDays: 5, createdBy: 'test' };
    await chat.db().knex('campaigns').insert(ad);
    await gate.anna().say('/start Ad-1');
    expect(await chat.db().knex('campaign_touches')).to.have.length(1);
    expect(await chat.db().grants.query()).to.deep.equal([]);
    await unheard(() => join());
    await gate.anna().tap('Я в канале');
    expect(await chat.db().knex('grants').pluck('source')).to.deep.equal(['campaign']);
  });
});

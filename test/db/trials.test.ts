import { expect } from 'chai';
import { addTrials } from '../../src/main/cli/trials.js';
import { useCli } from '../support/cli.js';
import { failure } from '../support/shop.js';
import { useChat, type Somebody } from '../support/chatting.js';

const dayMs = 86_400_000;

describe('trials', () => {
  const chat = useChat();
  const run = useCli([addTrials]);
  const cli = (...options: string[]): Promise<string> => run(['trials', ...options]);
  const counts = (since: Date = new Date(Date.now() - dayMs)) =>
    chat.db().grants.trials(chat.db().knex, since);
  const tries = async (who: Somebody): Promise<bigint> => {
    await who.say('/start');
    await who.tap('Попробовать');
    await who.tap('Начать');
    return (await who.row()).id;
  };
  const buys = async (userId: bigint): Promise<void> => {
    const shop = chat.shop();
    await shop.see(await shop.attempt(await shop.order(userId)));
  };

  it('are counted with those whose takers paid later, each person once', async () => {
    const [anna, boris, clara] = [chat.meet(42), chat.meet(43), chat.meet(44)];
    const annaId = await tries(anna);
    await tries(boris);
    await clara.say('/start');
    await buys((await clara.row()).id);
    expect(await counts()).to.deep.equal({ trials: 2, paid: 0 });
    await chat.shop().order(annaId);
    expect(await counts(), 'an order that is not paid').to.deep.equal({ trials: 2, paid: 0 });
    await buys(annaId);
    await buys(annaId);
    expect(await counts()).to.deep.equal({ trials: 2, paid: 1 });
    expect(await counts(new Date(Date.now() + dayMs))).to.deep.equal({ trials: 0, paid: 0 });

    const denis = chat.meet(45);
    await denis.say('/start');
    const opened = await chat.shop().order((await denis.row()).id);
    await tries(denis);
    await chat.shop().see(await chat.shop().attempt(opened));
    expect(await counts(), 'opened before, paid after').to.deep.equal({ trials: 3, paid: 2 });

    expect(await cli()).to.equal('3 took a trial in the last 30 days, 2 of them paid later (66.7 %)');
    expect(JSON.parse(await cli('--json'))).to.deep.equal({ days: 30, trials: 3, paid: 2, percent: 66.7 });
    expect(String(await failure(cli('--days', '0')))).to.contain('--days: a whole number from 1 to 3650');
  });
});

import { expect } from 'chai';
import sweepEnds from '../../../src/jobs/expiry.sweep.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { perform } from '../../support/perform.js';
import { charge, in30Days, told } from '../../support/tribute.js';

const hourMs = 3_600_000;
const minutes = (count: number): string => new Date(Date.now() + count * 60_000).toISOString();

describe('whoever ended at Tribute what it charged', () => {
  const chat = useChat();
  const until = in30Days();
  let anna: Somebody;
  const tell = (name: string, at: string, end = until) =>
    told(chat.scope(), name, charge(end, { telegram_user_id: anna.id }), at);
  const subscription = async () => chat.shop().subscription((await anna.row()).id);

  beforeEach(async () => {
    anna = chat.meet(42);
    await anna.say('/start');
    await tell('new_subscription', minutes(0));
    await chat.work();
    await tell('cancelled_subscription', minutes(1));
    await chat.work();
  });

  it('is told until when they have access, and turns auto-renewal on with us from there', async () => {
    expect(anna.last().text)
      .to.match(/^❤️ Tribute больше не будет списывать деньги .* доступ открыт до /)
      .and.include('Автопродление выключено');
    await anna.tap('Включить');
    await anna.tap('с баланса');
    await anna.tap('Да, включить');
    expect(anna.last().text).to.match(/^Автопродление включено/);
    await anna.say('/connect');
    expect(anna.labels().join()).to.include('Автопродление: включено');
  });

  it('is not said to be renewed, whenever they look', async () => {
    await anna.say('/connect');
    expect(anna.labels().join()).to.include('Автопродление: выключено');
    await anna.tap('Автопродление: выключено');
    expect(anna.last().text).to.match(/^Автопродление выключено/);
    expect(anna.labels().join()).to.include('Включить');
  });

  it('is not told that Tribute goes on charging when they choose another plan', async () => {
    await chat.shop().plus();
    await anna.say('/buy');
    await anna.tap('398 ₽');
    await anna.tap('1 месяц');
    expect(anna.last().text).to.include('Тариф сменится сразу').and.not.include('Tribute продолжит');
  });

  it('is told of the end before it comes', async () => {
    const end = (await subscription()).paidUntil!;
    const now = () => new Date(end.getTime() - 72 * hourMs + hourMs);
    await perform(sweepEnds, 'tick', chat.scope({ now }));
    await chat.work({ now });
    expect(anna.last().text).to.match(/^⏳ Подписка закончится/);
  });

  it('reads that it renews it again once they subscribed anew, also from the older message', async () => {
    const { id } = await subscription();
    await tell('new_subscription', minutes(2), new Date(until.getTime() + 720 * hourMs));
    await chat.work();
    await anna.forge(`1:o:renewal:${id}:over`);
    expect(anna.last().text).to.match(/^Автопродление\n\nЭту подписку продлевает ❤️ Tribute/);
  });
});

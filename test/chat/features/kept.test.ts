import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('a message with the key, or of money', () => {
  const chat = useChat();
  let anna: Somebody;
  const texts = () => anna.messages().map(({ text }) => text.slice(0, 14));
  const keys = () => anna.messages().filter(({ text }) => /https?:/.test(text));
  const takeTrial = async () => {
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
  };
  const buyAside = async () => {
    const { id } = await anna.row();
    await chat.shop().see(await chat.shop().attempt(await chat.shop().order(id)));
    await chat.work();
  };
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
  });

  it('stays where its own button opens another screen, which is the screen from then on', async () => {
    await takeTrial();
    const [key] = keys();
    await anna.tap('Меню');
    expect(keys()).to.deep.equal([key]);
    expect(texts()).to.have.lengthOf(2);
    expect(anna.last().text).to.match(/^Главное меню/);

    await anna.tap('Моя подписка');
    expect(texts()).to.have.lengthOf(2);
    expect(await anna.row()).to.include({ screenMessageId: BigInt(anna.last().id) });
  });

  it('stays where a picture is opened, which a text cannot become', async () => {
    await takeTrial();
    await anna.tap('QR');
    expect(keys()).to.have.lengthOf(1);
    expect(anna.last().photo).not.to.equal(null);
  });

  it('stays when it came beside the screen, and so does the screen', async () => {
    await takeTrial();
    await anna.say('/menu');
    await buyAside();
    const before = anna.messages();
    expect(keys()).to.have.lengthOf(2);
    await anna.tap('Меню');
    expect(anna.messages().slice(0, -1)).to.deep.equal(before);
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('stays where it has just taken the place of what was tapped', async () => {
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    const pressed = anna.press('Меню');
    await chat.work();
    await chat.answer();
    await pressed;
    expect(keys()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('opens one screen for a tap, also where nobody remembers its answer', async () => {
    await takeTrial();
    const pressed = anna.press('Меню');
    const [update] = await chat.fetchUpdates();
    await chat.handle(update!);
    await chat.handle(update!);
    await pressed;
    expect(texts()).to.have.lengthOf(2);
    expect(keys()).to.have.lengthOf(1);
  });
});

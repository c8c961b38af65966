import { expect } from 'chai';
import { answersFor } from '../../src/chat/inline/answers-for.js';
import { testScope } from '../support/scope.js';
import { useVolume } from '../support/volume.js';

describe('among a crowd, an operator is answered by an index:', function () {
  this.timeout(120_000);
  const volume = useVolume();
  const operator = 999_999_999n;
  const ask = (text: string) => {
    const scope = testScope(volume.db);
    return answersFor(operator, text, { ...scope, chat: { ...scope.chat, operators: new Set([operator]) } });
  };

  it('figures', async () => {
    const { figures } = volume.own();
    const days = await figures.days('Europe/Moscow', new Date(), null);
    for (const day of days.slice(-10)) await figures.count(day);
    expect(await ask('stat')).to.have.lengthOf(3);
    volume.sound();
  });

  it('people, by id and by name', async () => {
    const [user] = await volume.own().users.query().whereNotNull('telegramId').orderBy('id', 'desc').limit(1);
    await volume.own().users.query().findById(user!.id).patch({ username: 'somebody_of_many' });
    expect((await ask(String(user!.telegramId)))[0]?.id).to.equal(`person-${user!.id}`);
    expect((await ask('@Somebody_Of_Many'))[0]?.id).to.equal(`person-${user!.id}`);
    volume.sound();
  });
});

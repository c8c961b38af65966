import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { messageUpdate, paidUpdate, tapUpdate } from '../support/updates.js';
import { gate, useMail } from './open-mail.js';

const amountIn = (text: string): number => Number(/Пополнение на (\d+) ₽/.exec(text)?.[1] ?? 0);

describe('mailboxes', function () {
  this.timeout(60_000);
  const database = useDatabase();
  const mail = useMail(database);
  const amounts = (person: number) =>
    mail
      .wall()
      .shown.filter((shown) => shown.person === person)
      .map(({ text }) => amountIn(text))
      .filter((amount) => amount > 0);
  const left = async () => (await mail.redis().keys('*mail:box:*')).length;

  it('keep a thousand updates of fifty chats in order, one at a time, each once, over four workers', async () => {
    const people = Array.from({ length: 50 }, (_, index) => 1_000 + index);
    mail.wall().meanwhile = () => sleep(Math.random() * 15);
    for (let i = 0; i < 4; i++) await mail.work();
    let updateId = 1;
    for (const person of people) await mail.put(tapUpdate(updateId++, '1:o:topup', person), person);
    for (let amount = 100; amount < 119; amount++) {
      await Promise.all(
        people.map((person) => mail.put(messageUpdate(updateId++, String(amount), person), person)),
      );
    }
    expect(updateId - 1).to.equal(1_000);

    await until(async () => mail.wall().shown.length >= 1_000 && (await left()) === 0, 40_000);
    const inOrder = Array.from({ length: 19 }, (_, index) => 100 + index);
    for (const person of people) expect(amounts(person), String(person)).to.deep.equal(inOrder);
    expect(mail.wall().shown).to.have.lengthOf(1_000);
    expect(mail.wall().mostAtOnce()).to.equal(1);
    expect(await database.db.knex('processed_updates')).to.have.lengthOf(1_000);
  });

  it('go on for everybody else while one person’s update is slow', async () => {
    const slow = gate();
    mail.wall().meanwhile = ({ person }) => (person === 42 ? slow.opened : undefined);
    await mail.work();
    await mail.put(messageUpdate(1, '/start', 42), 42);
    await until(async () => (await mail.queue().getActiveCount()) === 1);
    for (let i = 0; i < 40; i++) await mail.put(messageUpdate(10 + i, '/start', 100 + i), 100 + i);
    await until(() => mail.wall().shown.length === 40);
    expect(mail.wall().shown.filter(({ person }) => person === 42)).to.deep.equal([]);
    slow.open();
    await until(() => mail.wall().shown.length === 41);
  });

  it('drop what is over fifty with one word about it, and never a payment', async () => {
    for (let id = 1; id <= 60; id++) await mail.put(messageUpdate(id, `${id}`));
    await mail.put(paidUpdate(61), 42, false);
    await mail.put(tapUpdate(62, '1:o:home'));
    await mail.work();
    await until(
      async () =>
        (await left()) === 0 && mail.wall().shown.some(({ text }) => text.startsWith('Вы нажимаете')),
    );
    const slowDowns = mail.wall().shown.filter(({ text }) => text.startsWith('Вы нажимаете'));
    expect(slowDowns).to.have.lengthOf(1);
    const handled = await database.db.knex('processed_updates').orderBy('updateId').select('updateId');
    expect(handled.map(({ updateId }) => Number(updateId))).to.deep.equal([
      ...Array.from({ length: 50 }, (_, i) => i + 1),
      61,
    ]);
    await mail.put(messageUpdate(63, '/menu'));
    await until(() => mail.wall().shown.length === 52); // a payment's own answer comes once it is booked
    expect(mail.wall().shown.filter(({ text }) => text.startsWith('Вы нажимаете'))).to.have.lengthOf(1);
  });

  it('serve others in between, however much one person sends', async () => {
    for (let id = 1; id <= 50; id++) await mail.put(messageUpdate(id, `${id}`, 42), 42);
    await mail.work();
    await until(async () => (await left()) === 0);
    // The last one may still be ending when its box is empty.
    await until(() => mail.runs.filter(({ result }) => result === 'done').length >= 5);
    expect(mail.wall().shown).to.have.lengthOf(50);
  });
});

describe('a letter in a mailbox', () => {
  const mail = useMail(useDatabase());

  it('is taken out only by whoever has the turn, and only when it is the one that was handled', async () => {
    const { mailbox } = mail;
    await mail.put(messageUpdate(1, 'one'));
    await mail.put(messageUpdate(2, 'two'));
    const { token: lost, first: letter } = await mailbox().begin('42');
    if (!('raw' in letter)) throw new Error(`no letter: ${letter.is}`);
    expect(letter).to.deep.include({ is: 'letter', tries: 1 });
    expect(letter.letter.updateId).to.equal(1);

    const { token, first: again } = await mailbox().begin('42');
    expect(again).to.deep.include({ raw: letter.raw, tries: 2 });
    await mailbox().leave('42', lost, letter.raw);
    expect(await mailbox().next('42', lost, letter.raw)).to.deep.equal({ is: 'lost' });
    expect(await mail.redis().llen('{2getpro}:mail:box:42')).to.equal(2);

    const next = await mailbox().next('42', token, letter.raw);
    expect(next).to.deep.include({ is: 'letter', tries: 1 });
    await mailbox().leave('42', token, letter.raw);
    expect(await mail.redis().llen('{2getpro}:mail:box:42')).to.equal(1);
  });

  it('keeps its count of tries when another drain’s letter is dropped late', async () => {
    const { mailbox } = mail;
    await mail.put(messageUpdate(1, 'one'));
    const late = await mailbox().begin('42');
    expect((await mailbox().begin('42')).first).to.deep.include({ is: 'letter', tries: 2 });
    await mailbox().leave('42', late.token, 'raw' in late.first ? late.first.raw : '');
    expect((await mailbox().begin('42')).first).to.deep.include({ is: 'letter', tries: 3 });
  });

  it('is not forgotten behind however many others', async () => {
    const people = Array.from({ length: 450 }, (_, index) => 1_000 + index);
    await Promise.all(people.map((person) => mail.put(messageUpdate(person, 'one', person), person)));
    await mail.queue().obliterate({ force: true });
    expect(await mail.mailbox().wakeForgotten(0)).to.equal(450);
    expect(await mail.queue().getWaitingCount()).to.equal(450);
  });

  it('is not forgotten where very many wait: a thousand of them at a look, the oldest first', async () => {
    const minuteAgo = Date.now() - 60_000;
    for (let person = 1; person <= 1_200; person++) {
      await mail.redis().zadd('{2getpro}:mail:waiting', minuteAgo + person, String(person));
    }
    const woken = async () => {
      const forgotten = await mail.mailbox().wakeForgotten(10_000);
      const jobs = await mail.queue().getWaiting();
      const people = jobs.map(({ data }) => Number(data.key.split(':')[1]));
      await mail.queue().obliterate({ force: true });
      return { forgotten, from: Math.min(...people), to: Math.max(...people), jobs: people.length };
    };
    expect(await woken()).to.deep.equal({ forgotten: 1_000, from: 1, to: 1_000, jobs: 1_000 });
    expect(await woken()).to.deep.equal({ forgotten: 200, from: 1_001, to: 1_200, jobs: 200 });
    expect(await mail.mailbox().wakeForgotten(10_000), 'all wait anew').to.equal(0);
    expect(await mail.redis().zcard('{2getpro}:mail:waiting')).to.equal(1_200);
  });

  it('leaves nothing behind but that it was seen', async () => {
    const { mailbox } = mail;
    await mail.put(messageUpdate(1, 'one'));
    const { token, first } = await mailbox().begin('42');
    expect(await mailbox().next('42', token, 'raw' in first ? first.raw : '')).to.deep.equal({ is: 'empty' });
    expect((await mail.redis().keys('*:mail:*')).toSorted()).to.deep.equal([
      '{2getpro}:mail:seen:1',
      '{2getpro}:mail:turn:42',
    ]);
    expect(await mail.redis().ttl('{2getpro}:mail:seen:1')).to.be.within(3_590, 3_600);
    expect(await mail.put(messageUpdate(1, 'one'))).to.equal('known');
  });
});

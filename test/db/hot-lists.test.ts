import { expect } from 'chai';
import { addBan } from '../../src/main/cli/ban.js';
import { addBooks } from '../../src/main/cli/books.js';
import { addInbox } from '../../src/main/cli/inbox.js';
import { addJobs } from '../../src/main/cli/jobs.js';
import { addMoney } from '../../src/main/cli/money.js';
import { paymentStates } from '../../src/domain/payment.js';
import { useCli } from '../support/cli.js';
import { useVolume } from '../support/volume.js';

describe('among a crowd, the command line answers by an index:', function () {
  this.timeout(120_000);
  const volume = useVolume();
  const run = useCli([addBan, addBooks, addInbox, addJobs, addMoney], volume.url);
  /** In this process, so that its plans are heard. Answers what it printed. */
  const cli = async (...args: string[]): Promise<unknown> => JSON.parse(await run(['--json', ...args]));

  const states = ['created', 'pending', 'succeeded', 'canceled', 'review'];
  const lists = [
    ['jobs', 'list'],
    ['inbox', 'list'],
    ['bans'],
    ['books', 'list'],
    ['payments'],
    ...paymentStates.map((state) => ['payments', '--state', state]),
    ['refunds'],
    ...states.map((state) => ['refunds', '--state', state]),
  ];
  for (const list of lists) {
    it(list.join(' '), async () => {
      expect(await cli(...list)).to.be.an('array');
      volume.sound();
    });
  }

  it('books, which read every entry, however long that takes', async () => {
    expect(await cli('books')).to.deep.equal([]);
  });
});

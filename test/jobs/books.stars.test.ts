import { expect } from 'chai';
import matchBooks from '../../src/jobs/books.match.js';
import { perform } from '../support/perform.js';
import { useStars } from '../support/stars.js';

const dayMs = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * dayMs);

/** Nobody can ask Telegram for one payment. */
describe('books.match of Stars', () => {
  const stars = useStars();
  const look = (day: string, again = '') =>
    perform(matchBooks, `stars:${day}${again}`, {
      ...stars.chat.scope(),
      now: () => new Date(Date.now() + 3_600_000),
    });
  const prove = async (day: string) => {
    await look(day);
    await look(day, ':again');
  };
  const kinds = async () => (await stars.db().breaks.list()).map(({ kind, state }) => `${kind} ${state}`);
  const payments = () => stars.db().knex('payments');

  beforeEach(async () => {
    await stars.chat.shop().see(await stars.row(), 'succeeded', { externalId: 'unknown-there' });
    await prove('2026-11-25');
    expect(await kinds()).to.deep.equal(['unpaid open']);
    // Found after days without a proof: so what it is of is older yet.
    await payments().update({ createdAt: ago(60), provenAt: null });
    await stars
      .db()
      .knex('breaks')
      .update({ foundAt: ago(40) });
  });

  it('reads its list as far back as what is open, and closes that once it is gone', async () => {
    await prove('2026-11-26');
    expect(await kinds(), 'nobody set it right').to.deep.equal(['unpaid open']);
    await payments().update({ state: 'expired' });
    await look('2026-11-27');
    expect(await kinds()).to.deep.equal([]);
  });

  it('reads no further than a month for what a person explained', async () => {
    const [{ id } = {}] = await stars.db().breaks.list();
    await stars.db().transaction((trx) => stars.db().breaks.explain(trx, id!, 'cli', 'known'));
    await payments().update({ state: 'expired' });
    await look('2026-11-26');
    expect(await kinds()).to.deep.equal(['unpaid explained']);
  });
});

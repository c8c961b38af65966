import { expect } from 'chai';
import pruneHistory from '../../src/jobs/history.prune.js';
import { panelDefinitions } from '../../src/panels/registry.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop } from '../support/shop.js';

describe('history.prune', () => {
  const database = useDatabase();
  const daysAgo = (days: number) => database.db.knex.raw(`now() - interval '${days} days'`);
  const prune = (signal = new AbortController().signal) =>
    perform(pruneHistory, 'slot', { db: database.db, signal });
  /** Its person has not come to us yet. */
  const keepUnclaimed = async () => {
    const { id } = await database.db
      .knex('inbox_events')
      .where({ eventId: 'unclaimed' })
      .first<{ id: bigint }>();
    const kept = { inboxEventId: id, telegramId: 42n, provider: 'p', externalId: 'x' };
    await database.db.transaction((trx) => database.db.unclaimed.keep(trx, kept));
  };
  const subjects = async (table: string, column: string): Promise<string[]> =>
    (await database.db.knex(table).orderBy(column).pluck<unknown[]>(column)).map(String);

  it('forgets promises a week after they were kept, and those of once after a quarter', async () => {
    const row = (subject: string, more: object) => ({ job: 'a', key: `a:${subject}`, ...more });
    await database.db
      .knex('outbox')
      .insert([
        row('1-open', { dueAt: daysAgo(400) }),
        row('2-parked', { parkedAt: daysAgo(400) }),
        row('3-fresh', { doneAt: daysAgo(6) }),
        row('4-old', { doneAt: daysAgo(8) }),
        row('5-tick', { doneAt: daysAgo(80), once: true }),
        row('6-old-tick', { doneAt: daysAgo(91), once: true }),
      ]);
    await prune();
    expect(await subjects('outbox', 'key')).to.deep.equal([
      'a:1-open',
      'a:2-parked',
      'a:3-fresh',
      'a:5-tick',
    ]);
  });

  it('forgets which updates it has seen after three days', async () => {
    await database.db.knex('processed_updates').insert([
      { updateId: 1, processedAt: daysAgo(2) },
      { updateId: 2, processedAt: daysAgo(4) },
    ]);
    await prune();
    expect(await subjects('processed_updates', 'update_id')).to.deep.equal(['1']);
  });

  it('empties what was told a month ago, and keeps that it was told; what is new stays whole', async () => {
    const event = (eventId: string, state: string, days: number) => ({
      provider: 'p',
      eventId,
      state,
      body: Buffer.from('secret'),
      receivedAt: daysAgo(days),
    });
    await database.db
      .knex('inbox_events')
      .insert([
        event('fresh', 'applied', 29),
        event('old', 'applied', 31),
        event('unclaimed', 'ignored', 400),
        event('waiting', 'new', 31),
      ]);
    await keepUnclaimed();
    await prune();
    const rows = await database.db.knex('inbox_events').orderBy('id').select('eventId', 'body');
    const kept = rows.map(({ eventId, body }: { eventId: string; body: Buffer | null }) => [
      eventId,
      String(body),
    ]);
    expect(kept).to.deep.equal([
      ['fresh', 'secret'],
      ['old', 'null'],
      ['unclaimed', 'secret'],
      ['waiting', 'secret'],
    ]);
  });

  it('forgets late results of screens after two days, and no word that is said once', async () => {
    const { db } = database;
    const userId = await (await openShop(db)).person();
    const row = (reason: string, more: object) => ({
      userId: String(userId),
      reason,
      screen: 'menu',
      ...more,
    });
    const shown = { inPlace: true, sentAt: daysAgo(2), createdAt: daysAgo(3) };
    const unseen = { inPlace: true, failedAt: daysAgo(2), createdAt: daysAgo(3) };
    await db
      .knex('messages')
      .insert([
        row('1-fresh', { ...shown, createdAt: daysAgo(1) }),
        row('2-word', { ...shown, inPlace: false }),
        row('3-shown', shown),
        row('4-unseen', unseen),
        row('5-underway', { ...shown, sentAt: null }),
        row('6-owed', shown),
      ]);
    const { id } = await db.knex('messages').where({ reason: '6-owed' }).first<{ id: bigint }>();
    const job = 'message.send';
    await db.knex('outbox').insert({ job, key: `${job}:${id}`, parkedAt: daysAgo(2) });
    await prune();
    expect(await subjects('messages', 'reason')).to.deep.equal(['1-fresh', '2-word', '5-underway', '6-owed']);
  });

  it('forgets what panels told after a month, of every kind of panel, and nothing that a provider told', async () => {
    const event = (provider: string, eventId: string, state: string, days: number) => ({
      provider,
      eventId,
      state,
      body: state === 'new' ? Buffer.from('{}') : null,
      receivedAt: daysAgo(days),
    });
    for (const { kind } of panelDefinitions)
      await database.db
        .knex('inbox_events')
        .insert([
          event(kind, `${kind} 1 fresh`, 'applied', 29),
          event(kind, `${kind} 2 old`, 'applied', 31),
          event(kind, `${kind} 3 old`, 'ignored', 31),
          event(kind, `${kind} 4 waiting`, 'new', 31),
        ]);
    await database.db.knex('inbox_events').insert(event('yookassa', 'paid', 'applied', 400));
    await prune();
    expect(await subjects('inbox_events', 'event_id')).to.have.members([
      'paid',
      ...panelDefinitions.flatMap(({ kind }) => [`${kind} 1 fresh`, `${kind} 4 waiting`]),
    ]);
  });

  it('goes on in batches until nothing old is left', async () => {
    await database.db.knex.raw(
      `insert into processed_updates select n, now() - interval '9 days' from generate_series(1, 12000) n`,
    );
    await prune();
    expect(await subjects('processed_updates', 'update_id')).to.deep.equal([]);
  });

  it('stops when the process must', async () => {
    await database.db.knex('processed_updates').insert({ updateId: 2, processedAt: daysAgo(4) });
    await prune(AbortSignal.abort());
    expect(await subjects('processed_updates', 'update_id')).to.deep.equal(['2']);
  });
});

import { expect } from 'chai';
import { actions } from '../../src/chat/on-action.js';
import { screens } from '../../src/chat/screens.js';
import { UpstreamFailed } from '../../src/domain/errors.js';
import { useChat, type Somebody } from '../support/chatting.js';
import { tapUpdate, type SentUpdate } from '../support/updates.js';

/** Greater than any amount on sale, so that no id is mistaken for one. */
const ids = { users: 9_100_001, subscriptions: 9_200_001, orders: 9_300_001, payments: 9_400_001 } as const;
const nobodys = 9_900_001;
const buttons = [
  ...Object.keys(screens).map((name) => ['o', name] as const),
  ...[...actions].map((name) => ['a', name] as const),
];

describe('every button that there is', function () {
  this.timeout(240_000);
  const chat = useChat();
  let anna: Somebody;
  let eve: Somebody;

  /** All that is in the database, but for who was shown what. */
  const everything = async (): Promise<Record<string, string>> => {
    const { knex } = chat.db();
    const tables = await knex('pg_tables').where('schemaname', 'public').pluck<string[]>('tablename');
    const told = tables
      .filter((name) => !['chats', 'processed_updates'].includes(name))
      .map(async (name) => {
        const { rows } = await knex.raw<{ rows: { all: string | null }[] }>(
          `select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') "all" from ?? t`,
          [name],
        );
        return [name, rows[0]?.all ?? ''] as const;
      });
    const hers = await knex('chats')
      .where({ userId: (await anna.row()).id })
      .first();
    return {
      ...Object.fromEntries(await Promise.all(told)),
      chat: JSON.stringify(hers, (_k, v) => (typeof v === 'bigint' ? String(v) : v)),
    };
  };
  /** What a tap said and showed. */
  const tried = async (data: string): Promise<string> => {
    const { answered, toast } = await eve.forge(data, eve.last().id);
    expect(answered, data).to.equal(true);
    return `${toast ?? ''} ${eve.last().text}`;
  };
  /** As the drain does it: a Telegram that does not answer is not the update's fault. */
  const handle = (update: SentUpdate): Promise<boolean> =>
    chat.handle(update).catch((error: unknown) => {
      if (error instanceof UpstreamFailed) return chat.handle(update);
      throw error;
    });
  const version = async (): Promise<string> => String((await eve.row()).screenVersion);

  beforeEach(async () => {
    for (const [table, first] of Object.entries(ids)) {
      await chat.db().knex.raw(`alter table ${table} alter column id restart with ${first}`);
    }
    anna = chat.meet(42);
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await chat.work();
    eve = chat.meet(66);
    await eve.say('/start');
    await eve.tap('Попробовать');
    await eve.tap('Начать');
    await chat.work();
    await eve.say('/menu');
  });

  it('does nothing with what is another person’s, and does not even say that it is there', async () => {
    const [before, link] = [
      await everything(),
      (await chat.db().subscriptions.query().findById(ids.subscriptions))?.link,
    ];
    expect(link, 'what Eve is after').to.be.a('string');
    for (const [kind, name] of buttons) {
      for (const more of kind === 'a' ? [[], ['yookassa']] : [[]]) {
        const ask = async (id: number): Promise<string> => {
          const once = kind === 'a' ? [await version()] : [];
          return tried(['1', kind, name, id, ...more, ...once].join(':'));
        };
        const none = await ask(nobodys);
        for (const id of Object.values(ids)) {
          const hers = await ask(id);
          expect(hers, `${kind}:${name}:${id}:${more.join(':')}`).to.equal(none);
          expect(hers).to.not.contain(link);
        }
      }
    }
    expect(await everything()).to.deep.equal(before);
  });

  it('does nothing when its message is too old to be told of, or is not there', async () => {
    const before = await everything();
    let updateId = 8_000_000;
    for (const [kind, name] of buttons) {
      const data = `1:${kind}:${name}:${nobodys}`;
      const update = tapUpdate((updateId += 1), data, eve.id);
      const query = update['callback_query'] as Record<string, object>;
      const old = { message_id: 5, date: 0, chat: { id: eve.id, type: 'private' } };
      expect(await handle({ ...update, callback_query: { ...query, message: old } }), data).to.equal(true);
      const unsent = { ...old, message_id: 0, date: 1_700_000_000 };
      const tapped = { ...update, update_id: (updateId += 1), callback_query: { ...query, message: unsent } };
      expect(await handle(tapped), data).to.equal(true);
      const { message: _message, ...inline } = query;
      const without = {
        ...update,
        update_id: (updateId += 1),
        callback_query: inline,
      } as unknown as SentUpdate;
      expect(await handle(without), data).to.equal(true);
    }
    expect(await everything()).to.deep.equal(before);
  });

  it('does nothing with a payload that is too long, too much, or not ours', async () => {
    const before = await everything();
    let updateId = 8_500_000;
    for (const [kind, name] of buttons) {
      for (const args of [
        ['x'.repeat(300)],
        ["'; drop table users; --"],
        ['\0'],
        Array.from({ length: 20 }, (_, n) => String(n)),
        ['-1'],
        ['9'.repeat(40)],
      ]) {
        const data = ['1', kind, name, ...args, ...(kind === 'a' ? [await version()] : [])].join(':');
        expect(await handle(tapUpdate((updateId += 1), data, eve.id)), data).to.equal(true);
      }
    }
    expect(await everything()).to.deep.equal(before);
  });
});

import { expect } from 'chai';
import { actions } from '../../src/chat/on-action.js';
import { screens } from '../../src/chat/screens.js';
import { endow, subscribe, tellIdsApart } from '../support/belongings.js';
import { handleAsTheDrain, useChat, type Somebody } from '../support/chatting.js';
import { tapUpdate, type SentUpdate } from '../support/updates.js';

/** Whose ids stand in buttons, or in what is sent and shown: one row of each is Anna's. */
const named = [
  'devices',
  'grants',
  'ledger_entries',
  'link_revocations',
  'mandates',
  'messages',
  'method_bindings',
  'orders',
  'payment_methods',
  'payments',
  'promo_activations',
  'refunds',
  'subscriptions',
  'users',
] as const;
type Named = (typeof named)[number];
/** Of the others a screen shows something to whom they belong. */
const unseen: ReadonlySet<Named> = new Set(['ledger_entries', 'mandates', 'messages', 'users']);
const shownOf = named.filter((table) => !unseen.has(table));
const nobodys = '9900001';
/** Their second argument is who is paid. */
const takesProvider = new Set(['bind', 'pay', 'present', 'topup']);
const buttons = [
  ...Object.keys(screens).map((name) => ['o', name] as const),
  ...[...actions].map((name) => ['a', name] as const),
];

describe('every button that there is', function () {
  this.timeout(480_000);
  const chat = useChat();
  let anna: Somebody;
  let eve: Somebody;
  /** The newest of each that are Anna's. */
  let hers: Readonly<Record<Named, string>>;

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
    const chatOfHers = await knex('chats')
      .where({ userId: (await anna.row()).id })
      .first();
    return {
      ...Object.fromEntries(await Promise.all(told)),
      chat: JSON.stringify(chatOfHers, (_k, v) => (typeof v === 'bigint' ? String(v) : v)),
    };
  };
  /** What a tap said and showed. */
  const tried = async (data: string, who = eve): Promise<string> => {
    const { answered, toast } = await who.forge(data, who.last().id);
    expect(answered, data).to.equal(true);
    return `${toast ?? ''} ${who.last().text}`;
  };
  const handle = (update: SentUpdate): Promise<boolean> => handleAsTheDrain(chat, update);
  const version = async (): Promise<string> => String((await eve.row()).screenVersion);

  beforeEach(async () => {
    chat.rule({ saving: { providers: ['yookassa'], proposed: false } });
    await tellIdsApart(chat.db());
    anna = chat.meet(42);
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await chat.work();
    await endow(chat.db(), chat.shop(), (await anna.row()).id);
    await chat.work();
    hers = Object.fromEntries(
      await Promise.all(
        named.map(async (table) => {
          const row = await chat.db().knex(table).max<{ max: bigint | null }[]>('id');
          return [table, String(row[0]?.max)] as const;
        }),
      ),
    ) as Record<Named, string>;
    eve = chat.meet(66);
    await eve.say('/start');
    await eve.tap('Попробовать');
    await eve.tap('Начать');
    await chat.work();
    for (const who of [anna, eve]) await subscribe(chat.db(), chat.shop(), (await who.row()).id);
    await eve.say('/menu');
  });

  it('shows what is one’s own, or the next would prove nothing', async () => {
    const shown = new Set<Named>();
    const ofNobody = new Map<string, string>();
    for (const name of Object.keys(screens)) ofNobody.set(name, await tried(`1:o:${name}:${nobodys}`, anna));
    for (const table of named) {
      for (const name of Object.keys(screens)) {
        if (shown.has(table)) break;
        const seen = await tried(`1:o:${name}:${hers[table]}`, anna);
        if (seen !== ofNobody.get(name)) shown.add(table);
      }
    }
    expect([...shown].toSorted()).to.include.members(shownOf.toSorted());
    const consent = (method: string) => tried(`1:o:renewalconsent:${hers.subscriptions}:${method}`, anna);
    expect(await consent(hers.payment_methods)).not.to.equal(await consent(nobodys));
  });

  it('does nothing with what is another person’s, and does not even say that it is there', async () => {
    const [before, link] = [
      await everything(),
      (await chat.db().subscriptions.query().findById(hers.subscriptions))?.link,
    ];
    expect(link, 'what Eve is after').to.be.a('string');
    const eves = String((await chat.shop().subscription((await eve.row()).id)).id);
    const forms = buttons.flatMap(([kind, name]) => {
      const alone = [kind, name, (id: string) => [id]] as const;
      if (kind === 'o')
        return name === 'renewalconsent'
          ? [alone, [kind, name, (id: string) => [eves, id]] as const]
          : [alone];
      if (name === 'renew')
        return [alone, [kind, name, (id: string) => [eves, id, (19_900).toString(36)]] as const];
      return takesProvider.has(name)
        ? [alone, [kind, name, (id: string) => [id, 'yookassa']] as const]
        : [alone];
    });
    for (const [kind, name, args] of forms) {
      const ask = async (id: string): Promise<string> => {
        const once = kind === 'a' ? [await version()] : [];
        return tried(['1', kind, name, ...args(id), ...once].join(':'));
      };
      const none = await ask(nobodys);
      for (const [table, id] of Object.entries(hers)) {
        const seen = await ask(id);
        expect(seen, `${kind}:${name}:${args(table).join(':')}`).to.equal(none);
        expect(seen).to.not.contain(link);
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

  it('shows nothing in a message that is too old to be told of, and in one that is not', async () => {
    const [older] = eve.messages();
    const textOf = (id: number) => eve.messages().find((message) => message.id === id)!.text;
    const tapped = (updateId: number, date: number) => {
      const update = tapUpdate(updateId, '1:o:help', eve.id);
      const query = update['callback_query'] as Record<string, object>;
      const message = { message_id: older!.id, date, chat: { id: eve.id, type: 'private' } };
      return handle({ ...update, callback_query: { ...query, message } });
    };
    const menu = eve.last();
    await tapped(8_400_000, 0);
    expect(textOf(older!.id)).to.equal(older!.text);
    const help = eve.last().text;
    expect(help).to.not.equal(menu.text).and.not.equal(older!.text);
    await tapped(8_400_001, 1_700_000_000);
    expect(textOf(older!.id)).to.equal(help);
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

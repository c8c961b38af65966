import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { handleUpdate } from '../../src/chat/handle-update.js';
import type { Shop } from '../../src/chat/screen.js';
import { allowedUpdates } from '../../src/jobs/bot.configure.js';
import { subjectOf, type JsonObject } from '../../src/queue/define-job.js';
import { loadJobs, type Jobs } from '../../src/queue/load-jobs.js';
import type { Db } from '../../src/db/db.js';
import { UpstreamFailed } from '../../src/domain/errors.js';
import type { Scope } from '../../src/queue/scope.js';
import type { Tapped } from '../../src/sandbox/telegram/taps.js';
import { useDatabase } from './database.js';
import { perform } from './perform.js';
import { botToken, testScope } from './scope.js';
import { openShop, rub, type TestShop } from './shop.js';
import { useWorld } from './world.js';

interface Promised {
  readonly id: bigint;
  readonly job: string;
  readonly key: string;
  readonly data: JsonObject;
}

/**
 * A shop whose chat is answered, and people who use it by the emulated Telegram; on an empty database unless another is
 * given. `always` says how its scope differs from the usual one. Call inside a `describe`.
 */
export function useChat(
  database: { readonly db: Db } = useDatabase(),
  always: (scope: Scope) => Partial<Scope> = () => ({}),
) {
  const world = useWorld();
  let jobs: Jobs;
  let shop: TestShop;
  let offset = 0;
  let rules: Partial<Shop> = {};
  before(async () => {
    jobs = await loadJobs();
  });
  beforeEach(async () => {
    shop = await openShop(database.db);
    offset = 0;
    rules = {};
  });

  const scope = (more: Partial<Scope> = {}): Scope => {
    const { telegram, payments, panels } = world();
    const usual = testScope(database.db, { telegram, payments, panels });
    const made = { ...usual, ...always(usual), ...more };
    return { ...made, chat: { ...made.chat, shop: { ...made.chat.shop, ...rules } } };
  };
  /** The updates that Telegram has for us, confirmed. */
  const fetchUpdates = async (): Promise<Update[]> => {
    const api = new Api(botToken, { apiRoot: `${world().url}/telegram` });
    const updates = await api.getUpdates({ offset, allowed_updates: allowedUpdates, timeout: 0 });
    offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
    return updates;
  };
  const handle = (update: Update | JsonObject, more: Partial<Scope> = {}): Promise<boolean> =>
    handleUpdate(JSON.parse(JSON.stringify(update)) as JsonObject, scope(more));

  return {
    world,
    scope,
    handle,
    fetchUpdates,
    /** From now on the shop of this test has these rules. */
    rule: (more: Partial<Shop>): void => void (rules = more),
    db: () => database.db,
    shop: () => shop,
    telegram: () => world().sandbox.telegram,

    /** Answers what people did, in order. */
    async answer(): Promise<void> {
      for (const update of await fetchUpdates()) await handle(update);
    },

    /** Runs every promise that is due, in the order of promising, until none is left. */
    async work(more: Partial<Scope> = {}): Promise<void> {
      for (;;) {
        const [owed] = await database.db
          .knex('outbox')
          .whereNull('doneAt')
          .whereRaw('due_at <= clock_timestamp()')
          .orderBy('id')
          .limit(1)
          .select<Promised[]>('id', 'job', 'key', 'data');
        if (!owed) return;
        await perform(jobs.get(owed.job)!, subjectOf(owed.key), scope(more), owed.data);
        await database.db.knex('outbox').where({ key: owed.key }).update({ doneAt: new Date() });
      }
    },

    /** Somebody with Telegram on their phone. */
    meet(id = 42, about: { first_name?: string; language_code?: string } = {}) {
      const telegram = world().sandbox.telegram;
      telegram.addPerson({ id, first_name: 'Анна', language_code: 'ru', ...about });
      const messages = () => telegram.view(id).messages.filter(({ from }) => from === 'bot');
      const find = (label: string) => {
        for (const { id: message_id, keyboard } of messages().toReversed()) {
          for (const [row, buttons] of keyboard.entries()) {
            const col = buttons.findIndex(({ text }) => text.includes(label));
            if (col >= 0) return { message_id, row, col };
          }
        }
        throw new Error(`no button "${label}" in ${messages().at(-1)?.text}`);
      };
      const answered = async (tapped: Promise<Tapped>): Promise<Tapped> => {
        await this.answer();
        return tapped;
      };

      return {
        id,
        messages,
        /** The newest message of the bot. */
        last: () => messages().at(-1)!,
        labels: () =>
          messages()
            .at(-1)!
            .keyboard.flat()
            .map(({ text }) => text),
        say: async (text: string): Promise<void> => {
          telegram.say(id, text);
          await this.answer();
        },
        /** Taps the newest button with these words, and is answered. */
        tap: (label: string): Promise<Tapped> => answered(telegram.tap(id, find(label))),
        /** Taps it, and nobody has answered yet. */
        press: (label: string): Promise<Tapped> => telegram.tap(id, find(label)),
        /** What any client can send. */
        forge: (data: string, message_id?: number): Promise<Tapped> =>
          answered(telegram.forge(id, message_id === undefined ? { data } : { data, message_id })),
        /** What the newest button with these words carries. */
        dataOf: (label: string): string => {
          const { message_id, row, col } = find(label);
          const button = messages().find((message) => message.id === message_id)!.keyboard[row]![col]!;
          if (!('callback_data' in button)) throw new Error(`"${label}" carries no data`);
          return button.callback_data;
        },
        row: async () => {
          const user = await database.db.users.query().findOne({ telegramId: id }).throwIfNotFound();
          return (await database.db.users.person(user.id))!;
        },
      };
    },
  };
}

/** A Telegram that does not answer is not the update's fault: it is handled once more. */
export const handleAsTheDrain = (
  chat: Pick<ReturnType<typeof useChat>, 'handle'>,
  update: Update | JsonObject,
): Promise<boolean> =>
  chat.handle(update).catch((error: unknown) => {
    if (error instanceof UpstreamFailed) return chat.handle(update);
    throw error;
  });

export type Somebody = ReturnType<ReturnType<typeof useChat>['meet']>;

/** Somebody new whose trial the panel has, told in their first message, and who looks at their subscription in the next. */
export async function meetWithTrial(chat: ReturnType<typeof useChat>): Promise<Somebody> {
  const somebody = chat.meet();
  await somebody.say('/start');
  await somebody.tap('Попробовать');
  await somebody.tap('Начать');
  await chat.work();
  await somebody.tap('Меню');
  await somebody.tap('Моя подписка');
  return somebody;
}

/** Somebody with a month that was paid from the balance, and told of it; the rest of the money is left. */
export async function meetWithMonth(
  chat: ReturnType<typeof useChat>,
  { id = 42, balance = 1_000_00n } = {},
): Promise<Somebody> {
  const somebody = chat.meet(id);
  await somebody.say('/start');
  await chat.shop().give((await somebody.row()).id, rub(balance));
  await somebody.say('/buy');
  await somebody.tap('1 месяц');
  await somebody.tap('С баланса');
  await chat.work();
  return somebody;
}

import type { Worker } from 'bullmq';
import { silent } from '../../src/observability/reporter.js';
import { openSession, type Session } from '../../src/db/session.js';
import type { Db } from '../../src/db/db.js';
import mailboxDrain from '../../src/jobs/mailbox.drain.js';
import { createConsumer, type Run } from '../../src/queue/consumer.js';
import { createMailbox, type Mailbox } from '../../src/queue/mailbox.js';
import { openQueues, type Payload, type OpenQueues } from '../../src/queue/producer.js';
import type { Telegram } from '../../src/telegram/telegram.js';
import { databaseUrl } from '../support/database.js';
import { redisUrl } from '../support/redis.js';
import { telegramAt, testScope } from '../support/scope.js';
import type { SentUpdate } from '../support/updates.js';

export interface Shown {
  readonly person: number;
  readonly text: string;
}

/** Where screens go in these tests: noted, and as slow or as broken as a test says. What did not ask the limits is refused. */
export interface Wall {
  /** In the order in which they were finished. */
  readonly shown: Shown[];
  readonly toasts: string[];
  /** The most screens that one person ever had drawn at one time. */
  mostAtOnce(): number;
  /** Called while a screen is drawn. */
  meanwhile: (shown: Shown) => Promise<void> | void;
  readonly telegram: Telegram;
}

function openWall(): Wall {
  const shown: Shown[] = [];
  const toasts: string[] = [];
  const drawing = new Map<number, number>();
  const ready = new Set<bigint>();
  let most = 0;
  let messageId = 0n;
  const draw = async (chatId: bigint, text: string): Promise<bigint> => {
    if (!ready.delete(chatId)) throw new Error('sent without regard to the limits');
    const person = Number(chatId);
    const now = (drawing.get(person) ?? 0) + 1;
    drawing.set(person, now);
    most = Math.max(most, now);
    try {
      await wall.meanwhile({ person, text });
      shown.push({ person, text });
    } finally {
      drawing.set(person, drawing.get(person)! - 1);
    }
    return (messageId += 1n);
  };
  const wall: Wall = {
    shown,
    toasts,
    mostAtOnce: () => most,
    meanwhile: () => {},
    telegram: {
      ...telegramAt('http://127.0.0.1:9'),
      ready: async (chatId) => void ready.add(chatId),
      send: (chatId, { text }) => draw(chatId, text),
      edit: async (chatId, _messageId, { text }) => void (await draw(chatId, text)),
      answer: async (_queryId, toast) => void (toast !== undefined && toasts.push(toast)),
    },
  };
  return wall;
}

/** A bot's end of the mailboxes, and any number of workers that drain them. Call inside a `describe`. */
export function useMail(database: { readonly db: Db }) {
  let opened: OpenQueues;
  let mailbox: Mailbox;
  let wall: Wall;
  const runs: Run[] = [];
  const replies: number[] = [];
  const open: { worker: Worker<Payload>; session: Session; opened: OpenQueues }[] = [];

  beforeEach(async () => {
    opened = openQueues(redisUrl);
    await opened.redis.flushdb();
    mailbox = createMailbox(opened.redis, opened.queues.get('updates')!);
    wall = openWall();
    runs.length = 0;
    replies.length = 0;
  });
  afterEach(async () => {
    wall.meanwhile = () => {};
    for (const one of open.splice(0)) {
      await one.worker.close(true);
      await one.session.close();
      await one.opened.close();
    }
    await opened.close();
  });

  return {
    mailbox: () => mailbox,
    redis: () => opened.redis,
    queue: () => opened.queues.get('updates')!,
    wall: () => wall,
    runs,
    /** How long each answer took, in milliseconds. */
    replies,

    put: (update: SentUpdate, person = 42, mayDrop = true) =>
      mailbox.put(String(person), { updateId: update.update_id, update, receivedAt: Date.now() }, mayDrop),

    /** A worker process's part in this: its own connections, its own session, a hundred times more impatient. */
    async work() {
      const own = openQueues(redisUrl);
      const session = await openSession(
        databaseUrl,
        () => {},
        () => {},
      );
      const scope = testScope(database.db, {
        telegram: wall.telegram,
        meter: { replied: (ms) => void replies.push(ms), provisioned: () => {} },
        mailbox: createMailbox(own.redis, own.queues.get('updates')!),
      });
      const worker = createConsumer(
        'updates',
        {
          jobs: new Map([[mailboxDrain.name, mailboxDrain]]),
          session,
          scope,
          reporter: silent,
          ran: (run) => void runs.push(run),
          scale: 0.01,
          longRunMs: 10_000,
        },
        { url: redisUrl, maxRetriesPerRequest: null },
      );
      open.push({ worker, session, opened: own });
      return { worker, session };
    },
  };
}

/** Something that others wait for until it is let go. */
export function gate() {
  let release = () => {};
  const opened = new Promise<void>((resolve) => (release = resolve));
  return { opened, open: () => release() };
}

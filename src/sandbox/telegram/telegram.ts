import type { Router } from 'express';
import { createApi } from './api.js';
import { call, knownMethod } from './calls.js';
import { type Channel, Channels } from './channels.js';
import { Chats, type Person } from './chats.js';
import { createControl } from './control.js';
import { createEvents, type Events } from './events.js';
import { Faults, type Fault } from './faults.js';
import { Files } from './files.js';
import { Journal, type JournalEntry } from './journal.js';
import { Limits } from './limits.js';
import { setMembership } from './membership.js';
import { Params } from './params.js';
import { payLink, payMessage, type Paid } from './payments.js';
import { block, say, unblock } from './people.js';
import { Polling } from './polling.js';
import { Queries } from './queries.js';
import { restore, type Saved, snapshot } from './snapshot.js';
import { Stars } from './stars.js';
import { doSubscription, type StarSubscription, type SubscriptionDeed } from './subscriptions.js';
import { type Button, forge, type Forged, inlineQuery, tap, type Tapped } from './taps.js';
import { Updates } from './updates.js';
import { viewChat, type ViewChat } from './view.js';
import { Delivery } from './webhook.js';
import type { World } from './world.js';

export interface TelegramOptions {
  readonly token: string;
  readonly username?: string;
  /** What `snapshot()` gave, to go on from there. */
  readonly state?: unknown;
  /** Milliseconds since the epoch. Timers run on real time. */
  readonly now?: () => number;
  /** 429 for more than 30 messages a second, or one a second in a chat. */
  readonly limits?: boolean;
  /** How long a tap waits for its answer, in milliseconds. */
  readonly callbackMs?: number;
  /** How long a payer waits for the bot, in milliseconds. */
  readonly checkoutMs?: number;
  /** Pause before the second repetition of a webhook, in milliseconds. */
  readonly retryMs?: number;
}

const defaults = {
  username: 'sandbox_bot',
  state: undefined,
  now: Date.now,
  limits: true,
  callbackMs: 15_000,
  checkoutMs: 10_000,
  retryMs: 2_000,
};

/** An emulated Telegram with one bot: its Bot API, and the people it talks to. */
export interface Telegram {
  /** To be mounted where the bot's API root points: serves `/bot<token>/<method>`. */
  readonly router: Router;
  /** To be mounted at `/control/telegram`. */
  readonly control: Router;
  readonly events: Events;
  addPerson(person: Person): void;
  people(): Person[];
  say(personId: number, text: string): number[];
  tap(personId: number, button: Button): Promise<Tapped>;
  forge(personId: number, forged: Forged): Promise<Tapped>;
  inlineQuery(personId: number, query: string): Promise<unknown[] | null>;
  /** By the message that holds the invoice, or by its link. */
  payInvoice(personId: number, invoice: number | string): Promise<Paid>;
  /** What Telegram charges somebody for again and again, and what becomes of it. */
  subscriptions(personId: number): StarSubscription[];
  subscription(personId: number, id: string, deed: SubscriptionDeed): void;
  block(personId: number): void;
  unblock(personId: number): void;
  /** A channel that the bot runs, unless told otherwise. */
  openChannel(channel: Partial<Channel> & Pick<Channel, 'id'>): void;
  join(channelId: number, personId: number): void;
  leave(channelId: number, personId: number): void;
  view(personId: number): ViewChat;
  addFault(fault: Fault): void;
  journal(method?: string): JournalEntry[];
  /** Delivers a recent update once more; false when it is not known any more. */
  repeatUpdate(updateId: number): boolean;
  /** Everything that has to survive a restart, as JSON. Waiting taps and payments do not. */
  snapshot(): Saved;
  close(): Promise<void>;
}

export function createTelegram(options: TelegramOptions): Telegram {
  const world = createWorld(options);
  return {
    router: createApi(world),
    control: createControl(world),
    events: world.events,
    addPerson(person) {
      world.chats.addPerson(person);
      world.events.emit('person', { person: person.id, details: person });
    },
    people: () => world.chats.all().map(({ person }) => person),
    say: (personId, text) => say(world, personId, text),
    tap: (personId, button) => tap(world, personId, button),
    forge: (personId, forged) => forge(world, personId, forged),
    inlineQuery: (personId, query) => inlineQuery(world, personId, query),
    payInvoice: async (personId, invoice) =>
      typeof invoice === 'number' ? payMessage(world, personId, invoice) : payLink(world, personId, invoice),
    subscriptions: (personId) => world.stars.subscriptions.filter((each) => each.personId === personId),
    subscription: (personId, id, deed) => doSubscription(world, personId, id, deed),
    block: (personId) => block(world, personId),
    unblock: (personId) => unblock(world, personId),
    openChannel: (channel) => world.channels.open(channel),
    join: (channelId, personId) => setMembership(world, channelId, personId, true),
    leave: (channelId, personId) => setMembership(world, channelId, personId, false),
    view: (personId) => viewChat(world.chats.of(personId), world.files),
    addFault: (fault) => world.faults.add(fault),
    journal: (method) => world.journal.list(method),
    repeatUpdate: (updateId) => world.updates.repeat(updateId),
    snapshot: () => snapshot(world),
    async close() {
      world.delivery.close();
      world.polling.close();
      for (const queries of [world.taps, world.checkouts, world.inlines]) queries.close();
      world.events.emit('close');
      world.events.removeAllListeners();
    },
  };
}

function createWorld(options: TelegramOptions): World {
  const { token, username, state, now, limits, callbackMs, checkoutMs, retryMs } = {
    ...defaults,
    ...options,
  };
  const saved = restore(state);
  const updates = new Updates(now, saved?.updates);
  const settings = saved?.settings ?? { webhook: null, commands: {}, menuButtons: {} };
  const reply = (method: string, values: Record<string, unknown>) =>
    call(world, knownMethod(method), new Params(values), { signal: new AbortController().signal });
  const world: World = {
    token,
    bot: { id: Number.parseInt(token, 10), username },
    now,
    channels: new Channels(saved?.channels),
    chats: new Chats(now, saved?.chats ?? []),
    files: new Files(saved?.files ?? []),
    updates,
    taps: new Queries(now),
    checkouts: new Queries(now),
    inlines: new Queries(now),
    stars: new Stars(saved?.stars),
    settings,
    deadlines: { callbackMs, checkoutMs },
    polling: new Polling(updates),
    delivery: new Delivery({ updates, settings, now, retryMs, reply }),
    limits: new Limits(limits, now),
    faults: new Faults(),
    journal: new Journal(),
    events: createEvents(),
  };
  return world;
}

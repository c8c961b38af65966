import { tell } from '../e2e/support/buyer.js';
import type { Shop } from '../support/fleet/open-shop.js';

interface Order {
  /** The beginning of a call; every call when absent. */
  readonly match?: string;
  /** The same, of Telegram. */
  readonly method?: string;
  readonly kind: string;
  /** How many calls it shall meet. */
  readonly times: number;
  readonly ms?: number;
  readonly retryAfter?: number;
}

/** What shall go wrong with the next calls of the outside: whose, and what. */
export const orders: Readonly<Record<string, readonly [whose: string, what: Order]>> = {
  'panel 500': ['remnawave', { kind: '500', times: 4 }],
  'panel slow': ['remnawave', { match: 'PATCH /api/users', kind: 'slow', ms: 4_000, times: 2 }],
  // Longer than its caller waits, and not as long as the turn: it lands, and nobody hears of it.
  'panel late': ['remnawave', { match: 'PATCH /api/users', kind: 'slow', ms: 9_500, times: 1 }],
  'panel create lost': ['remnawave', { match: 'POST /api/users', kind: 'lost', times: 2 }],
  'panel update lost': ['remnawave', { match: 'PATCH /api/users', kind: 'lost', times: 2 }],
  'panel timeout': ['remnawave', { match: 'POST /api/users', kind: 'timeout', ms: 9_000, times: 1 }],
  'panel 409': ['remnawave', { match: 'POST /api/users', kind: '409', times: 1 }],
  'panel reset': ['remnawave', { kind: 'reset', times: 3 }],
  'provider 500': ['yookassa', { kind: '500', times: 3 }],
  'provider slow': ['yookassa', { match: 'GET /payments', kind: 'slow', ms: 2_000, times: 2 }],
  'provider lost': ['yookassa', { match: 'POST /payments', kind: 'lost', times: 2 }],
  'provider 429': ['yookassa', { kind: '429', times: 2 }],
  'telegram send 429': ['telegram', { method: 'sendMessage', kind: '429', times: 2, retryAfter: 1 }],
  'telegram edit 429': ['telegram', { method: 'editMessageText', kind: '429', times: 2, retryAfter: 1 }],
  'telegram slow': ['telegram', { method: 'sendMessage', kind: 'slow', ms: 2_000, times: 2 }],
};

export function order(shop: Shop, name: string): Promise<unknown> {
  const [whose, what] = orders[name]!;
  return tell(shop, `/control/${whose}/faults`, what);
}

/** Names of those that were ordered, and have not met a single call. */
export async function neverMet(
  shop: Shop,
  times: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const names = Object.keys(orders).filter((name) => (times[name] ?? 0) > 0);
  const met = await Promise.all(
    names.map(async (name) => {
      const [whose, what] = orders[name]!;
      const waiting = (await tell(shop, `/control/${whose}/faults`, undefined, 'GET')) as Waiting[];
      const left = waiting
        .filter((one) => isSame(one, what))
        .reduce((sum, one) => sum + (one.left ?? one.times), 0);
      return left < what.times * times[name]!;
    }),
  );
  return names.filter((_, at) => !met[at]);
}

/** Telegram counts `times` down, the others `left`. */
type Waiting = Order & { readonly left?: number };

const isSame = (one: Order, another: Order): boolean =>
  one.kind === another.kind &&
  (one.match ?? '') === (another.match ?? '') &&
  one.method === another.method &&
  (another.ms === undefined || one.ms === another.ms);

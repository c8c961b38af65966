import { tell } from './buyer.js';
import type { Shop } from './shop.js';

export interface Fault {
  /** "POST /payments": the method and the beginning of the path. */
  readonly match: string;
  readonly kind: string;
  readonly times?: number;
  readonly ms?: number;
}

/** The next calls of the provider go wrong. */
export const breakYookassa = (shop: Shop, fault: Fault): Promise<unknown> =>
  tell(shop, '/control/yookassa/faults', fault);

/** The next calls of the panel go wrong; without a number, all of them until it is mended. */
export const breakPanel = (shop: Shop, fault: Fault): Promise<unknown> =>
  tell(shop, '/control/remnawave/faults', fault);

/** Nothing goes wrong any more. */
export async function mend(shop: Shop): Promise<void> {
  await tell(shop, '/control/yookassa/faults', undefined, 'DELETE');
  await tell(shop, '/control/remnawave/faults', undefined, 'DELETE');
  await tell(shop, '/control/yookassa/webhooks', { mode: 'normal' });
}

interface Call {
  readonly at: string;
  readonly kind: string;
  readonly what: string;
  readonly status: number | null;
}

/** What YooKassa was asked, and what its notifications were answered, oldest first. */
export const yookassaJournal = async (shop: Shop): Promise<Call[]> =>
  (await tell(shop, '/control/yookassa/journal', undefined, 'GET')) as Call[];

/** What the notifications about a payment were answered. */
export const answersTo = async (shop: Shop, id: string): Promise<(number | null)[]> =>
  (await yookassaJournal(shop))
    .filter(({ kind, what }) => kind === 'notification' && what.endsWith(id))
    .map(({ status }) => status);

/** How many faults still wait to strike: none when all have begun. */
export async function faultsLeft(shop: Shop): Promise<number> {
  const panel = (await tell(shop, '/control/remnawave/faults', undefined, 'GET')) as unknown[];
  return panel.length;
}

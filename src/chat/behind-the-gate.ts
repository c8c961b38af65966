import type { Update } from 'grammy/types';
import { unpack } from '../buttons.js';

/**
 * What whoever is not in the required channel may see: what they have, what they paid and will be charged, how to be
 * helped.
 */
const screens: ReadonlySet<string> = new Set([
  ...'gate language help banned subscription subscriptions connect apps qr waiting ready payment history'.split(
    ' ',
  ),
  ...'renewal saved method removal'.split(' '),
]);

/**
 * And do: nothing that buys, and everything that ends what they are charged, for they go on being charged out there. Where
 * that would lead to any other screen, the gate is shown instead.
 */
const actions: ReadonlySet<string> = new Set(
  'language refresh check cancel renewoff runoff unsave'.split(' '),
);

const commands = /^\/(help|language|support|paysupport|terms)(@\w+)?(\s|$)/;

export const isOpenScreen = (name: string): boolean => screens.has(name);

/** `open`: nobody need be asked. `freely`: done for everybody. `behind`: for those who are in the channel. */
export type Passage = 'open' | 'freely' | 'behind';

/** Money and membership are never kept waiting at the gate. */
export function passageOf({ message, callback_query: query, my_chat_member: member }: Update): Passage {
  if (member || message?.successful_payment || message?.refunded_payment) return 'open';
  if (commands.test(message?.text ?? '')) return 'open';
  const tapped = unpack(query?.data ?? '');
  if (tapped?.kind === 'open' && screens.has(tapped.name)) return 'open';
  return tapped?.kind === 'act' && actions.has(tapped.name) ? 'freely' : 'behind';
}

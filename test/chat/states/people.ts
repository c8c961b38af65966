import banned from '../../../src/chat/screens/banned.js';
import unbanned from '../../../src/chat/screens/unbanned.js';
import type { States } from './samples.js';

/** Who somebody is to us. */
export const peopleStates = {
  banned: {
    'with support': (t) => banned.render({ supportUrl: 'https://t.me/support' }, t),
    'without support': (t) => banned.render({ supportUrl: null }, t),
  },
  unbanned: { any: (t) => unbanned.render({}, t) },
} satisfies States<string>;

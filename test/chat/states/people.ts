import banned from '../../../src/chat/screens/banned.js';
import gate from '../../../src/chat/screens/gate.js';
import unbanned from '../../../src/chat/screens/unbanned.js';
import { id, type States } from './samples.js';

/** Who somebody is to us. */
export const peopleStates = {
  banned: {
    'with support': (t) => banned.render({ supportUrl: 'https://t.me/support' }, t),
    'without support': (t) => banned.render({ supportUrl: null }, t),
  },
  gate: {
    'a stranger': (t) =>
      gate.render({ channelUrl: 'https://t.me/news', isUnclear: false, subscriptionId: null }, t),
    'somebody who paid, unclear': (t) =>
      gate.render({ channelUrl: null, isUnclear: true, subscriptionId: id }, t),
  },
  unbanned: { any: (t) => unbanned.render({}, t) },
} satisfies States<string>;

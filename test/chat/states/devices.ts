import device from '../../../src/chat/screens/device.js';
import devices from '../../../src/chat/screens/devices.js';
import relinked from '../../../src/chat/screens/relinked.js';
import revoke from '../../../src/chat/screens/revoke.js';
import { hostile, id, plainOr, past, type States } from './samples.js';

const phone = {
  id,
  model: 'iPhone 16 Pro',
  platform: 'iOS',
  osVersion: '18.1',
  addedAt: new Date('2026-10-02T08:00:00Z'),
  seenAt: past,
  removingAt: null,
};
const laptop = {
  ...phone,
  addedAt: new Date('2026-11-26T17:30:00Z'),
  seenAt: new Date('2027-02-06T19:48:00Z'),
  model: 'MacBook Air',
  platform: 'macOS',
  osVersion: '15.1',
};
const nameless = { ...phone, model: null, platform: null, osVersion: null };
const worst = `"A&B" \0\u202e${'🦊'.repeat(16)}`;
const strange = { ...phone, model: worst, platform: hostile.name.slice(0, 40), osVersion: worst };
const some = { id, devices: [phone, laptop], limit: 5, readAt: past, sellsMore: false };

/** The devices of a subscription. */
export const deviceStates = {
  devices: {
    some: (t) => devices.render(some, t),
    'none yet': (t) => devices.render({ ...some, devices: [] }, t),
    'not asked yet': (t) => devices.render({ ...some, devices: [], readAt: null }, t),
    full: (t) => devices.render({ ...some, limit: 2, sellsMore: true }, t),
    'one is removed': (t) =>
      devices.render({ ...some, devices: [phone, { ...laptop, removingAt: past }] }, t),
    unlimited: (t) => devices.render({ ...some, devices: [nameless], limit: 0 }, t),
    hostile: (t) => devices.render({ ...some, devices: Array.from({ length: 60 }, () => strange) }, t),
  },
  device: {
    any: (t) => device.render({ ...phone, subscriptionId: id }, t),
    removing: (t) => device.render({ ...phone, subscriptionId: id, removingAt: past }, t),
    hostile: (t) => device.render({ ...strange, subscriptionId: id }, t),
  },
  relinked: {
    done: (t) =>
      relinked.render(
        { subscriptionId: id, number: plainOr(1, 20), link: 'https://panel.example/sub/AbCdEf0123456789' },
        t,
      ),
    hostile: (t) => relinked.render({ subscriptionId: id, number: plainOr(1, 20), link: hostile.link }, t),
    failed: (t) => relinked.render({ subscriptionId: id, number: plainOr(1, 20), link: null }, t),
  },
  revoke: {
    ask: (t) => revoke.render({ id, isWorking: false }, t),
    working: (t) => revoke.render({ id, isWorking: true }, t),
  },
} satisfies States<string>;

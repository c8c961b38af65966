import binding from '../../../src/chat/screens/binding.js';
import method from '../../../src/chat/screens/method.js';
import removal from '../../../src/chat/screens/removal.js';
import saved from '../../../src/chat/screens/saved.js';
import { bindingStates } from '../../../src/domain/binding.js';
import { hostile, id, past, type Draw, type States } from './samples.js';

const visa = {
  id,
  title: 'Visa •• 4242',
  savedAt: new Date('2026-11-26T17:30:00Z'),
  paidAt: past,
  isDefault: false,
};
const page = {
  id,
  state: 'pending',
  provider: 'yookassa',
  payUrl: 'https://pay.example/1',
  title: null,
} as const;

/** What we may charge for renewals. */
export const methodStates = {
  binding: {
    ...Object.fromEntries(
      bindingStates.map((state): [string, Draw] => [state, (t) => binding.render({ ...page, state }, t)]),
    ),
    'not opened yet': (t) => binding.render({ ...page, state: 'created', payUrl: null }, t),
    saved: (t) => binding.render({ ...page, state: 'succeeded', title: hostile.name }, t),
    hostile: (t) => binding.render({ ...page, payUrl: hostile.payUrl }, t),
  },
  method: {
    default: (t) => method.render({ ...visa, isDefault: true }, t),
    'not charged yet': (t) => method.render({ ...visa, paidAt: null }, t),
    hostile: (t) => method.render({ ...visa, title: hostile.name }, t),
  },
  removal: {
    last: (t) => removal.render({ id, title: hostile.card, isLast: true }, t),
    'of several': (t) => removal.render({ id, title: visa.title, isLast: false }, t),
  },
  saved: {
    none: (t) => saved.render({ methods: [], providers: ['yookassa'] }, t),
    some: (t) =>
      saved.render(
        {
          methods: [visa, { id: id - 1n, title: 'Mir •• 0004' }],
          providers: ['yookassa', 'stripe'],
        },
        t,
      ),
    'switched off since': (t) => saved.render({ methods: [visa], providers: [] }, t),
  },
} satisfies States<string>;

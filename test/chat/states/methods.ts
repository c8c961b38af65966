import binding from '../../../src/chat/screens/binding.js';
import method from '../../../src/chat/screens/method.js';
import removal from '../../../src/chat/screens/removal.js';
import saved from '../../../src/chat/screens/saved.js';
import { bindingStates } from '../../../src/domain/binding.js';
import { hostile, id, past, type Draw, type States } from './samples.js';

const visa = {
  id,
  kind: 'card',
  title: 'Visa •• 4242',
  savedAt: new Date('2026-11-26T17:30:00Z'),
  paidAt: past,
  isDefault: false,
  renewed: [],
  taken: [],
  named: false,
} as const;
const nameless = { kind: 'card', title: 'Card •• 4444' } as const;
const page = {
  id,
  state: 'pending',
  provider: 'yookassa',
  payUrl: 'https://pay.example/1',
  method: null,
} as const;

const bound = { ...page, state: 'succeeded', method: visa } as const;

/** What we may charge for renewals. */
export const methodStates = {
  binding: {
    ...Object.fromEntries(
      bindingStates.map((state): [string, Draw] => [state, (t) => binding.render({ ...page, state }, t)]),
    ),
    'not opened yet': (t) => binding.render({ ...page, state: 'created', payUrl: null }, t),
    saved: (t) =>
      binding.render({ ...page, state: 'succeeded', method: { ...visa, title: hostile.name } }, t),
    'that can renew': (t) => binding.render({ ...bound, renewable: [{ id, number: null }] }, t),
    'that can renew several': (t) =>
      binding.render({ ...bound, renewable: [1, 2].map((number) => ({ id, number })) }, t),
    hostile: (t) => binding.render({ ...page, payUrl: hostile.payUrl }, t),
  },
  method: {
    default: (t) => method.render({ ...visa, isDefault: true }, t),
    'that renews': (t) => method.render({ ...visa, isDefault: true, renewed: [1] }, t),
    'that would renew': (t) => method.render({ ...visa, taken: [1] }, t),
    'that renews one of several': (t) =>
      method.render({ ...visa, isDefault: true, renewed: [1], taken: [2, 3], named: true }, t),
    'without a brand': (t) => method.render({ ...visa, ...nameless }, t),
    'not charged yet': (t) => method.render({ ...visa, paidAt: null }, t),
    hostile: (t) => method.render({ ...visa, title: hostile.name }, t),
  },
  removal: {
    any: (t) => removal.render({ ...visa, title: hostile.card }, t),
    'that renews': (t) => removal.render({ ...visa, renewed: [1] }, t),
    'that renews several': (t) => removal.render({ ...visa, renewed: [1, 2], named: true }, t),
  },
  saved: {
    none: (t) => saved.render({ methods: [], providers: ['yookassa'] }, t),
    some: (t) =>
      saved.render(
        {
          methods: [
            visa,
            { id: id - 1n, kind: 'sbp', title: 'СБП' },
            { id: id - 2n, kind: 'wallet', title: 'YooMoney •• 1136' },
            { id: id - 3n, kind: 'other', title: 'Newest thing' },
          ],
          providers: ['yookassa', 'stripe'],
        },
        t,
      ),
    'switched off since': (t) => saved.render({ methods: [visa], providers: [] }, t),
  },
} satisfies States<string>;

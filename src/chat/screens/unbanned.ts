import { open } from '../../buttons.js';
import { defineScreen } from '../screen.js';

/** Everything is theirs again. */
export default defineScreen<Record<string, never>>({
  load: async ({ person }) => (person.bannedAt ? null : {}),

  render: (_, t) => ({
    text: t('unbanned-text'),
    buttons: [[{ text: t.plain('menu'), data: open('home') }]],
  }),

  instead: 'banned',
});

import { open } from '../../buttons.js';
import { defineScreen } from '../screen.js';

/** An operator has shut this person out; the way to the menu works again when that is over. */
export default defineScreen<{ supportUrl: string | null }>({
  load: async ({ person, shop }) => (person.bannedAt ? { supportUrl: shop.supportUrl } : null),

  render: ({ supportUrl }, t) => ({
    text: t('banned-text'),
    buttons: [
      supportUrl ? [{ text: t.plain('help-support'), url: supportUrl }] : [],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  }),
});

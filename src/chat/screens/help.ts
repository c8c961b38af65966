import { open } from '../../buttons.js';
import { defineScreen } from '../screen.js';

/** How it works, and where people answer. */
export default defineScreen<{ supportUrl: string | null }>({
  load: async ({ shop }) => ({ supportUrl: shop.supportUrl }),

  render: ({ supportUrl }, t) => ({
    text: t('help-text'),
    buttons: [
      supportUrl ? [{ text: t.plain('help-support'), url: supportUrl }] : [],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

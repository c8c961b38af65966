import { open } from '../../buttons.js';
import { defineScreen, type Shop } from '../screen.js';

/** How it works, and where people answer. */
export default defineScreen<Pick<Shop, 'supportUrl' | 'termsUrl'>>({
  load: async ({ shop }) => shop,

  render: ({ supportUrl, termsUrl }, t) => ({
    text: t('help-text'),
    buttons: [
      supportUrl ? [{ text: t.plain('help-support'), url: supportUrl }] : [],
      termsUrl ? [{ text: t.plain('home-terms'), url: termsUrl }] : [],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

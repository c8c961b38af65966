import { open } from '../../buttons.js';
import { defineScreen } from '../screen.js';
import { hasTrial } from '../trial.js';

/** The first thing that a new person sees. */
export default defineScreen<{ name: string | null; hasTrial: boolean }>({
  async load({ db, person }) {
    return { name: person.firstName, hasTrial: await hasTrial(db, person.id) };
  },

  render({ name, hasTrial: trial }, t) {
    return {
      text: t('welcome-text', { name: name ?? '', named: name ? 1 : 0 }),
      buttons: [
        trial ? [{ text: t.plain('home-trial'), data: open('trial'), style: 'success' }] : [],
        [{ text: t.plain('home-buy'), data: open('plans'), ...(!trial && { style: 'primary' as const }) }],
        [
          { text: t.plain('home-language'), data: open('language') },
          { text: t.plain('home-menu'), data: open('home') },
        ],
      ],
    };
  },
});

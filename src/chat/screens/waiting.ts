import { open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** Paid or granted, and the panel is not there yet: it follows by itself. */
export default defineScreen<Record<string, never>>({
  load: async ({ db, person }, id) => ((await ownSubscription(db, person.id, id)) ? {} : null),

  render: (_, t) => ({ text: t('waiting-text'), buttons: [[{ text: t('menu'), data: open('home') }]] }),
});

import { open } from '../../buttons.js';
import { appPlatforms } from '../../domain/apps.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** Which device shall connect. */
export default defineScreen<{ id: bigint }>({
  async load({ db, person }, text) {
    const subscription = await ownSubscription(db, person.id, text);
    return subscription?.link ? { id: subscription.id } : null;
  },

  render({ id }, t) {
    const buttons = appPlatforms.map((platform) => ({
      text: t.plain(`platform-${platform}`),
      data: open('apps', id, platform),
    }));
    return {
      text: t('connect-text'),
      buttons: [
        buttons.slice(0, 2),
        buttons.slice(2, 4),
        buttons.slice(4),
        [
          { text: t.plain('connect-qr'), data: open('qr', id) },
          { text: t.plain('back'), data: open('subscription', id) },
        ],
      ],
    };
  },
});

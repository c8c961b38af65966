import { open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** The connection link as a picture, for another device. */
export default defineScreen<{ id: bigint; link: string }>({
  async load({ db, person }, text) {
    const subscription = await ownSubscription(db, person.id, text);
    return subscription?.link ? { id: subscription.id, link: subscription.link } : null;
  },

  render: ({ id, link }, t) => ({
    text: t('qr-text'),
    qr: link,
    buttons: [[{ text: t('back'), data: open('subscription', id) }]],
  }),
});

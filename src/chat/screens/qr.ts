import { open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** What a picture of this size can hold so that a camera reads it. */
const longestLink = 1_000;

/** The connection link as a picture, for another device. */
export default defineScreen<{ id: bigint; link: string }>({
  async load({ db, person }, text) {
    const subscription = await ownSubscription(db, person.id, text);
    return subscription?.link && subscription.link.length <= longestLink
      ? { id: subscription.id, link: subscription.link }
      : null;
  },

  render: ({ id, link }, t) => ({
    text: t('qr-text'),
    qr: link,
    buttons: [[{ text: t.plain('back'), data: open('subscription', id) }]],
  }),
});

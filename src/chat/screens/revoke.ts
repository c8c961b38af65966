import { act, open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** Whether the link shall be replaced, and what that means; then, that it is on its way. */
export default defineScreen<{ id: bigint; isWorking: boolean }>({
  async load({ db, person, now }, text) {
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription?.link || !subscription.isActive(now)) return null;
    const { id } = subscription;
    return { id, isWorking: await db.linkRevocations.isOpen(db.knex, id) };
  },

  render({ id, isWorking }, t) {
    const back = { text: t.plain('back'), data: open('subscription', id) };
    if (isWorking) return { text: t('revoke-working'), buttons: [[back]] };
    return {
      text: t('revoke-ask'),
      buttons: [
        [{ text: t.plain('revoke-do'), data: act('revoke', id), once: true, style: 'danger' }],
        [back],
      ],
    };
  },
});

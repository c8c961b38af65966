import { act, open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { isHeld, renewsOf, sourceName, type Renews } from '../renewal-view.js';
import { defineScreen } from '../screen.js';

/** The day before the charge: how much, with what, when; and the way to say no. */
export default defineScreen<{ id: bigint; number: number; on: Renews }>({
  async load(viewer, text) {
    const { db, person } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    const agreed = subscription && (await db.renewals.of(db.knex, subscription.id));
    if (!subscription || !agreed?.active) return null;
    const on = await renewsOf(viewer, agreed);
    return isHeld(on) ? null : { id: agreed.subscriptionId, number: subscription.number, on };
  },

  render({ id, number, on: { price, method, chargeAt, trouble } }, t) {
    const facts = { number, amount: t.money(price), source: sourceName(method, t), time: t.time(chargeAt) };
    const short = trouble === 'short';
    return {
      text: [t('renewalnotice-text', facts), ...(short ? [t('renewal-trouble-short', facts)] : [])].join(
        '\n\n',
      ),
      buttons: [
        short ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
        [{ text: t.plain('renewal-turn-off'), data: act('renewoff', id) }],
        [{ text: t.plain('renewal-settings'), data: open('renewal', id) }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});

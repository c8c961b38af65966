import { open } from '../../buttons.js';
import { isOfUse, type Addon } from '../../domain/addon.js';
import type { Money } from '../../domain/money.js';
import { accessOf } from '../access-of.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';
import { addonCode } from '../ware.js';
import { whatText } from '../what-text.js';

interface Offer extends Addon {
  readonly id: bigint;
  readonly price: Money;
}

interface State {
  readonly subscriptionId: bigint;
  readonly number: number;
  readonly end: Date;
  readonly offers: readonly Offer[];
}

/** What can be bought on top of a running term. */
export default defineScreen<State>({
  async load(viewer, text) {
    const { db, person, now } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    const access = subscription && (await accessOf(viewer, subscription));
    if (!subscription?.paidUntil || subscription.paidUntil <= now || !access) return null;
    const { id: subscriptionId, number, paidUntil: end } = subscription;
    const offers = await db.addons.onOffer(db.knex);
    return { subscriptionId, number, end, offers: offers.filter((offer) => isOfUse(offer, access)) };
  },

  render({ subscriptionId, number, end, offers }, t) {
    const buttons = offers.map((offer) => [
      {
        text: t.plain('addons-offer', { what: whatText(offer, t), price: t.money(offer.price) }),
        data: open('methods', addonCode(offer), number),
      },
    ]);
    return {
      text: offers.length > 0 ? t('addons-text', { date: t.date(end) }) : t('addons-none'),
      buttons: [...buttons, [{ text: t.plain('back'), data: open('subscription', subscriptionId) }]],
    };
  },
});

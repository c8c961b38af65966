import { open } from '../../buttons.js';
import { ownSubscription } from '../own.js';
import { renewalOffers, type RenewalOffer } from '../renewal-offers.js';
import { sourceName } from '../renewal-view.js';
import { bindButtons } from '../saving.js';
import { defineScreen } from '../screen.js';

/** As many as a keyboard shows well. */
const limit = 10;

/** What a subscription can renew itself with. */
export default defineScreen<{
  id: bigint;
  offers: readonly RenewalOffer[];
  /** Who saves methods here without a purchase. */
  providers: readonly string[];
}>({
  async load({ db, person, shop, now }, text) {
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription?.paidUntil) return null;
    const offers = await renewalOffers(db, shop, subscription, now);
    return { id: subscription.id, offers, providers: offers.length > 0 ? shop.saving.providers : [] };
  },

  render: ({ id, offers, providers }, t) => ({
    text: t(offers.length > 0 ? 'renewalsources-text' : 'renewal-none'),
    buttons: [
      ...offers.slice(-limit).map(({ method, price }) => [
        {
          text: t.plain('renewalsources-one', {
            source: sourceName(method, t),
            price: t.money(price),
          }),
          data: open('renewalconsent', id, method?.id ?? 0n),
        },
      ]),
      ...bindButtons(providers, t),
      [{ text: t.plain('back'), data: open('renewal', id) }],
    ],
  }),
});

import { act, open } from '../../buttons.js';
import { chargeDay, chargeTime } from '../../domain/renewal.js';
import { ownSubscription } from '../own.js';
import { offerOf, renewalOffers, type RenewalOffer } from '../renewal-offers.js';
import { sourceName } from '../renewal-view.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly id: bigint;
  readonly offer: RenewalOffer;
  /** When it would be charged first; null: as soon as they agree. */
  readonly chargeAt: Date | null;
}

/** What somebody agrees to, before they do: how much, with what, when, and how to end it. */
export default defineScreen<State>({
  instead: 'home',

  async load({ db, person, shop, now }, text, method) {
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription?.paidUntil) return null;
    const { id, paidUntil: end } = subscription;
    const offer = offerOf(await renewalOffers(db, shop, subscription, now), toId(method));
    if (!offer) return null;
    const agreed = { at: now, price: offer.price };
    const chargeAt = chargeTime({ end, agreed, noticedAt: null }) ?? chargeDay(end);
    return { id, offer, chargeAt: chargeAt > now ? chargeAt : null };
  },

  render({ id, offer: { method, plan, price }, chargeAt }, t) {
    const facts = {
      term: t.plain('term', plan),
      amount: t.money(price),
      source: sourceName(method, t),
    };
    const when = chargeAt ? t('renewalconsent-then', { date: t.date(chargeAt) }) : t('renewalconsent-now');
    const yes = act('renew', id, method?.id ?? 0n, price.minor.toString(36));
    return {
      text: `${t('renewalconsent-text', facts)}\n\n${when}\n\n${t('renewalconsent-terms')}`,
      buttons: [
        [{ text: t.plain('renewalconsent-yes'), data: yes, style: 'success' }],
        [{ text: t.plain('back'), data: open('renewalsources', id) }],
      ],
    };
  },
});

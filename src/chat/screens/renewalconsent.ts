import { act, open } from '../../buttons.js';
import { chargeDay, chargeTime, rested } from '../../domain/renewal.js';
import { ownSubscription } from '../own.js';
import { offerOf, renewalOffers, type RenewalOffer } from '../renewal-offers.js';
import { sourceName } from '../renewal-view.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly id: bigint;
  readonly offer: RenewalOffer;
  /** When it would be charged first; null: as soon as they agree. */
  readonly chargeAt: Date | null;
  /** That is later than usual: they paid lately. */
  readonly isRested?: boolean;
  /** What was paid for has ended. */
  readonly isOver?: boolean;
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
    const wished = chargeTime({ end, agreed, noticedAt: null }) ?? chargeDay(end);
    const chargeAt = rested(await db.renewals.standing(db.knex, id), wished);
    return {
      id,
      offer,
      chargeAt: chargeAt > now ? chargeAt : null,
      isRested: chargeAt > wished,
      isOver: end <= now,
    };
  },

  render({ id, offer: { method, plan, price }, chargeAt, isRested = false, isOver = false }, t) {
    const facts = {
      term: t.plain('term', plan),
      amount: t.money(price),
      source: sourceName(method, t),
    };
    const then = chargeAt && { date: t.date(chargeAt), time: t.time(chargeAt), rested: Number(isRested) };
    const when = then ? t('renewalconsent-then', then) : t('renewalconsent-now', { over: Number(isOver) });
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

import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { renewalDelays, renewalStops } from '../../domain/renewal.js';
import { renewalTroubles } from '../../domain/renewal-trouble.js';
import { ownSubscription } from '../own.js';
import { offerOf, renewalOffers } from '../renewal-offers.js';
import { renewsOf, whichLine } from '../renewal-view.js';
import { defineScreen, type Button } from '../screen.js';
import type { Translator } from '../translate.js';

export const renewalWhys = [...renewalTroubles, ...renewalDelays, ...renewalStops] as const;

interface State {
  readonly id: bigint;
  readonly number: number;
  readonly why: (typeof renewalWhys)[number];
  readonly methodId: bigint;
  /** What it costs now, with what they chose. */
  readonly price: Money;
  /** When it is charged, if nothing is in the way. */
  readonly chargeAt: Date;
}

/** Why a subscription does not renew itself now, and what its person can do about it. */
export default defineScreen<State>({
  async load(viewer, text, name) {
    const { db, person, shop, now } = viewer;
    const why = renewalWhys.find((each) => each === name);
    const subscription = await ownSubscription(db, person.id, text);
    const agreed = subscription && (await db.renewals.of(db.knex, subscription.id));
    if (!subscription || !agreed || !why) return null;
    const { number } = subscription;
    const methodId = agreed.methodId ?? 0n;
    const offer = offerOf(await renewalOffers(db, shop, subscription, now), methodId);
    const { chargeAt } = await renewsOf(viewer, agreed);
    return {
      id: agreed.subscriptionId,
      number,
      why,
      methodId,
      price: offer?.price ?? agreed.price,
      chargeAt,
    };
  },

  render(state, t) {
    const { id, number, why, price, chargeAt } = state;
    const facts = { amount: t.money(price), time: t.time(chargeAt) };
    return {
      text: whichLine(number, t) + t(`renewal-trouble-${why}`, facts),
      buttons: [
        remedy(state, t),
        [{ text: t.plain('renewal-settings'), data: open('renewal', id) }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});

function remedy({ id, number, why, methodId, price }: State, t: Translator): Button[] {
  if (why === 'short') return [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }];
  if (why === 'refunding') return [];
  if (why === 'source')
    return [{ text: t.plain('renewal-change'), data: open('renewalsources', id), style: 'primary' }];
  if (why !== 'price')
    return [{ text: t.plain('home-renew'), data: open('plans', number), style: 'primary' }];
  const text = t.plain('renewaltrouble-agree', { amount: t.money(price) });
  return [{ text, data: open('renewalconsent', id, methodId), style: 'primary' }];
}

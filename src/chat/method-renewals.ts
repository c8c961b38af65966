import type { Transaction } from 'objection';
import type { PaymentMethod } from '../db/models/payment-method.js';
import type { Renewal } from '../db/models/renewal.js';
import { isBarred, troubleOf } from '../domain/renewal-trouble.js';
import { givenUpAt } from '../domain/renewal.js';
import { outlookOf } from '../effects/renewal-outlook.js';
import { offerOf, renewalOffers } from './renewal-offers.js';
import { isHeld } from './renewal-view.js';
import type { Viewer } from './screen.js';

/** A subscription that could renew itself by a method, and does not now. */
interface Renewable {
  readonly id: bigint;
  readonly number: number;
  /** What goes over to the method as it was agreed: by another one, and nothing but the want of one is in its way. */
  readonly agreed: Renewal | null;
  /** Its last charge came to nothing. */
  readonly hasFailed: boolean;
}

/** What a saved method does for a person's subscriptions, and could do. */
export interface MethodRenewals {
  /** Numbers of those that are agreed to renew themselves by it. */
  readonly renewed: readonly number[];
  readonly renewable: readonly Renewable[];
  /** They have several, and know them by their numbers. */
  readonly named: boolean;
}

export async function methodRenewals(
  viewer: Pick<Viewer, 'db' | 'person' | 'shop' | 'now'>,
  method: Pick<PaymentMethod, 'id'>,
  trx?: Transaction,
): Promise<MethodRenewals> {
  const { db, person, shop, now } = viewer;
  const knex = trx ?? db.knex;
  const owned = await db.subscriptions.ofPerson(knex, person.id);
  const renewed: number[] = [];
  const renewable: Renewable[] = [];
  for (const subscription of owned) {
    const { id, number } = subscription;
    const found = await db.renewals.of(knex, id);
    const agreed = found?.active ? found : null;
    const renewing = agreed && (await outlookOf({ db, shop }, agreed, trx)).renewing;
    const trouble = renewing && troubleOf(renewing);
    const isGivenUp = renewing !== null && givenUpAt(renewing) !== null;
    const isByIt = agreed?.methodId === method.id;
    if (isByIt) renewed.push(number);
    const offer = offerOf(await renewalOffers(db, shop, subscription, now, trx), method.id);
    if (!offer || (isByIt && !isHeld({ isGivenUp, trouble }))) continue;
    const goesOver =
      !isByIt &&
      agreed?.methodId &&
      offer.price.currency === agreed.currency &&
      (trouble === 'source' || !isBarred(trouble));
    const hasFailed = renewing?.attempts.at(-1)?.state === 'failed';
    renewable.push({ id, number, agreed: goesOver ? agreed : null, hasFailed });
  }
  return { renewed, renewable, named: owned.length > 1 };
}

/** How texts tell of some of their subscriptions: nothing, or "№ 1, 2". */
export const namesOf = (numbers: readonly number[], named: boolean) => ({
  named: Number(named),
  numbers: numbers.join(', '),
});

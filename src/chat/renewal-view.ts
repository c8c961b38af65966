import { outlookOf } from '../effects/renewal-outlook.js';
import type { Renewal } from '../db/models/renewal.js';
import type { Money } from '../domain/money.js';
import { givenUpAt, nextChargeAt, nextStep, type RenewalTrouble } from '../domain/renewal.js';
import type { Viewer } from './screen.js';
import type { Plain, Translator } from './translate.js';

/** A renewal that is switched on, as its person sees it. */
export interface Renews {
  readonly price: Money;
  /** How its person knows the method; null: the balance. */
  readonly title: string | null;
  /** When it is charged, if nothing is in the way. */
  readonly chargeAt: Date;
  readonly trouble: RenewalTrouble | null;
  /** What was tried came to nothing, and is not tried again for this end. */
  readonly isGivenUp: boolean;
  /** A charge was sent, and its end is not known. */
  readonly underway: boolean;
}

export async function renewsOf({ db, now }: Pick<Viewer, 'db' | 'now'>, agreed: Renewal): Promise<Renews> {
  const { renewing, method, underway } = await outlookOf(db, agreed);
  const step = nextStep(renewing, now);
  const chargeAt = nextChargeAt(renewing);
  return {
    price: renewing.price ?? agreed.price,
    title: agreed.methodId === null ? null : (method?.title ?? ''),
    chargeAt: chargeAt > now ? chargeAt : now,
    trouble: step.do === 'ask' ? step.why : renewing.source === 'short' ? 'short' : null,
    isGivenUp: givenUpAt(renewing) !== null,
    underway: underway !== undefined,
  };
}

/** What it is paid with: "Visa •• 4242", "с баланса". */
export const sourceName = (title: string | null, t: Translator): Plain =>
  title === null ? t.plain('renewal-balance') : title;

import { outlookOf } from '../effects/renewal-outlook.js';
import type { Renewal } from '../db/models/renewal.js';
import type { Money } from '../domain/money.js';
import { givenUpAt, lostAt, nextChargeAt } from '../domain/renewal.js';
import { isBarred, troubleOf, type RenewalTrouble } from '../domain/renewal-trouble.js';
import { methodTitle, type TitledMethod } from './method-title.js';
import type { Viewer } from './screen.js';
import type { Plain, Translator } from './translate.js';

/** A renewal that is switched on, as its person sees it. */
export interface Renews {
  readonly price: Money;
  /** Null: the balance. */
  readonly method: TitledMethod | null;
  /** When it is charged, if nothing is in the way. */
  readonly chargeAt: Date;
  /** Known at once, though they are told of it only when it is due. */
  readonly trouble: RenewalTrouble | null;
  /** What was tried came to nothing, and is not tried again for this end. */
  readonly isGivenUp: boolean;
  /** A charge was sent, and its end is not known. */
  readonly underway: boolean;
}

/** Nothing will be charged, whatever was agreed, unless its person does something. */
export const isHeld = ({ isGivenUp, trouble }: Pick<Renews, 'isGivenUp' | 'trouble'>): boolean =>
  isGivenUp || isBarred(trouble);

/** It is not theirs any more, and has no name that could be shown. */
const forgotten: TitledMethod = { kind: 'other', title: '' };

export async function renewsOf(
  { db, shop, now }: Pick<Viewer, 'db' | 'shop' | 'now'>,
  agreed: Renewal,
): Promise<Renews> {
  const { renewing, method, underway } = await outlookOf({ db, shop }, agreed);
  const isLost = lostAt(renewing, now) !== null;
  const chargeAt = nextChargeAt(renewing);
  return {
    price: renewing.price ?? agreed.price,
    method: agreed.methodId === null ? null : (method ?? forgotten),
    chargeAt: chargeAt > now ? chargeAt : now,
    trouble: underway ? null : troubleOf(renewing),
    isGivenUp: isLost || givenUpAt(renewing) !== null,
    underway: underway !== undefined && !isLost,
  };
}

/** Told above what concerns a second subscription, or a further one. */
export const whichLine = (number: number, t: Translator): string =>
  number > 1 ? `${t('renewal-which', { number })}\n` : '';

/** What it is paid with: "Visa •• 4242", "с баланса". */
export const sourceName = (method: TitledMethod | null, t: Translator): Plain =>
  method === null ? t.plain('renewal-balance') : methodTitle(method, t);

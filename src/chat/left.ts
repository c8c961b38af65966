import type { Subscription } from '../db/models/subscription.js';
import type { Translator } from './translate.js';

/** Until when somebody has access, once a part or all of what gave it went back. */
export interface Left {
  readonly number: number;
  /** Null: it has ended. */
  readonly end: Date | null;
}

export const leftOf = (subscription: Subscription, now: Date): Left => ({
  number: subscription.number,
  end: subscription.isActive(now) ? subscription.paidUntil : null,
});

export const leftText = ({ number, end }: Left, t: Translator): string =>
  end ? t('refunded-active', { number, date: t.date(end) }) : t('refunded-ended', { number });

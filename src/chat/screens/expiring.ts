import { open } from '../../buttons.js';
import { isExpiryMoment, type ExpiryMoment } from '../../domain/expiry.js';
import { daysLeft } from '../../domain/term.js';
import { isEndTold } from '../../effects/is-end-told.js';
import { ownSubscription } from '../own.js';
import { defineScreen, type Button } from '../screen.js';

interface State {
  readonly id: bigint;
  readonly number: number;
  readonly moment: ExpiryMoment;
  readonly end: Date;
  readonly daysLeft: number;
  readonly isTrial: boolean;
  readonly supportUrl: string | null;
}

/** What they paid for ends soon, or has ended: when, and the way to go on. */
export default defineScreen<State>({
  async load({ db, person, shop, now }, text, moment, endMs) {
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription || subscription.planVersionId === null || !isExpiryMoment(moment)) return null;
    const { id, number, paidUntil: end, planVersionId } = subscription;
    if (end === null || String(end.getTime()) !== endMs) return null;
    if (!(await isEndTold({ db, shop }, subscription, moment, now))) return null;
    const { slug } = await db.plans.named(db.knex, planVersionId);
    return {
      id,
      number,
      moment,
      end,
      daysLeft: daysLeft(end, now),
      isTrial: slug === 'trial',
      supportUrl: shop.supportUrl,
    };
  },

  render({ id, number, moment, end, daysLeft: days, isTrial, supportUrl }, t) {
    const facts = { number, trial: Number(isTrial) };
    const over = moment === 'after1' ? t('expiring-after', facts) : t('expiring-ended', facts);
    const support: Button[] =
      moment === 'after1' && supportUrl !== null ? [{ text: t.plain('help-support'), url: supportUrl }] : [];
    const renewal: Button[] =
      isTrial || days === 0 ? [] : [{ text: t.plain('expiring-renewal'), data: open('renewal', id) }];
    return {
      text: days > 0 ? t('expiring-soon', { ...facts, time: t.time(end), days }) : over,
      buttons: [
        [
          {
            text: t.plain(isTrial ? 'home-buy' : 'home-renew'),
            data: open('plans', number),
            style: 'primary',
          },
        ],
        renewal,
        support,
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});

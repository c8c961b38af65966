import { open } from '../../buttons.js';
import { daysLeft } from '../../domain/term.js';
import { defineScreen, type Button, type Shop } from '../screen.js';
import { subscriptionsButton } from '../subscriptions-button.js';
import { hasTrial } from '../trial.js';
import type { Translator } from '../translate.js';

interface State {
  /** The one that lasts longest, of so many. */
  readonly subscription: { readonly id: bigint; readonly end: Date; readonly daysLeft: number } | null;
  readonly count: number;
  readonly hasTrial: boolean;
  readonly shop: Pick<Shop, 'supportUrl' | 'termsUrl' | 'statusUrl'>;
}

/** The main menu: how things stand, and everything that can be done. */
export default defineScreen<State>({
  async load({ db, person, shop, now }) {
    const owned = (await db.subscriptions.ofPerson(db.knex, person.id)).flatMap(({ id, paidUntil: end }) =>
      end ? [{ id, end, daysLeft: daysLeft(end, now) }] : [],
    );
    const [subscription] = owned.toSorted((a, b) => b.end.getTime() - a.end.getTime());
    return {
      subscription: subscription ?? null,
      count: owned.length,
      hasTrial: await hasTrial(db, person.id),
      shop,
    };
  },

  render({ subscription, count, hasTrial: trial, shop }, t) {
    const buy = {
      text: t.plain(subscription ? 'home-renew' : 'home-buy'),
      data: open('plans'),
      style: 'primary',
    } as const;
    return {
      text: `${t('home-title')}\n\n${status(subscription, t)}`,
      buttons: [
        trial ? [{ text: t.plain('home-trial'), data: open('trial'), style: 'success' }] : [],
        subscription ? [subscriptionsButton(subscription.id, count, t)] : [],
        [buy],
        [
          { text: t.plain('home-balance'), data: open('balance') },
          { text: t.plain('home-history'), data: open('history') },
        ],
        [
          { text: t.plain('home-referral'), data: open('referral') },
          { text: t.plain('home-promo'), data: open('promo') },
        ],
        [
          { text: t.plain('home-profile'), data: open('profile') },
          { text: t.plain('home-language'), data: open('language') },
          { text: t.plain('home-help'), data: open('help') },
        ],
        links(shop, t),
      ],
    };
  },
});

function status(subscription: State['subscription'], t: Translator): string {
  if (!subscription) return t('home-none');
  const date = t.date(subscription.end);
  return subscription.daysLeft > 0
    ? t('home-active', { date, days: subscription.daysLeft })
    : t('home-ended', { date });
}

function links({ statusUrl, termsUrl }: State['shop'], t: Translator): Button[] {
  return [
    ...(statusUrl ? [{ text: t.plain('home-status'), url: statusUrl }] : []),
    ...(termsUrl ? [{ text: t.plain('home-terms'), url: termsUrl }] : []),
  ];
}

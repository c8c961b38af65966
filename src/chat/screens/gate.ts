import { act, open } from '../../buttons.js';
import { defineScreen } from '../screen.js';
import { subscriptionsButton } from '../subscriptions-button.js';

interface State {
  readonly channelUrl: string | null;
  /** Telegram did not say whether they are there. */
  readonly isUnclear: boolean;
  /** What they have is theirs, in the channel or not. */
  readonly subscriptionIds: readonly bigint[];
  /** So is what they let us charge, to be taken back. */
  readonly hasSaved: boolean;
}

/** The way into the channel without which the shop is closed. */
export default defineScreen<State>({
  async load({ db, person, shop }, why) {
    if (!shop.channel) return null;
    const owned = await db.subscriptions.ofPerson(db.knex, person.id);
    return {
      channelUrl: shop.channel.url,
      isUnclear: why === 'unclear',
      subscriptionIds: owned.filter(({ paidUntil }) => paidUntil !== null).map(({ id }) => id),
      hasSaved: (await db.paymentMethods.defaultOf(db.knex, person.id)) !== undefined,
    };
  },

  render({ channelUrl, isUnclear, subscriptionIds, hasSaved }, t) {
    const [first] = subscriptionIds;
    return {
      text: t(isUnclear ? 'gate-unclear' : 'gate-text'),
      buttons: [
        channelUrl ? [{ text: t.plain('gate-join'), url: channelUrl }] : [],
        [{ text: t.plain('gate-joined'), data: act('joined'), style: 'success' }],
        first === undefined ? [] : [subscriptionsButton(first, subscriptionIds.length, t)],
        hasSaved ? [{ text: t.plain('balance-saved'), data: open('saved') }] : [],
        [
          { text: t.plain('home-language'), data: open('language') },
          { text: t.plain('home-help'), data: open('help') },
        ],
      ],
    };
  },
});

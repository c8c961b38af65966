import { act, open } from '../../buttons.js';
import { defineScreen } from '../screen.js';

interface State {
  readonly channelUrl: string | null;
  /** Telegram did not say whether they are there. */
  readonly isUnclear: boolean;
  /** What they have is theirs, in the channel or not. */
  readonly subscriptionId: bigint | null;
}

/** The way into the channel without which the shop is closed. */
export default defineScreen<State>({
  async load({ db, person, shop }, why) {
    if (!shop.channel) return null;
    const subscription = await db.subscriptions.first(db.knex, person.id);
    return {
      channelUrl: shop.channel.url,
      isUnclear: why === 'unclear',
      subscriptionId: subscription?.paidUntil ? subscription.id : null,
    };
  },

  render: ({ channelUrl, isUnclear, subscriptionId }, t) => ({
    text: t(isUnclear ? 'gate-unclear' : 'gate-text'),
    buttons: [
      channelUrl ? [{ text: t.plain('gate-join'), url: channelUrl }] : [],
      [{ text: t.plain('gate-joined'), data: act('joined'), style: 'success' }],
      subscriptionId === null
        ? []
        : [{ text: t.plain('home-subscription'), data: open('subscription', subscriptionId) }],
      [
        { text: t.plain('home-language'), data: open('language') },
        { text: t.plain('home-help'), data: open('help') },
      ],
    ],
  }),
});

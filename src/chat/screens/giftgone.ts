import { open } from '../../buttons.js';
import { leftOf, leftText, type Left } from '../left.js';
import { defineScreen, toId } from '../screen.js';

/** The money of a gift that they had accepted went back, all or a part of it, and time with it. */
export default defineScreen<Left>({
  async load({ db, person, now }, order) {
    const orderId = toId(order) ?? 0n;
    const gift = await db.gifts.ofOrder(db.knex, orderId);
    const given = gift?.receiverId === person.id && (await db.subscriptions.given(db.knex, 'gift', orderId));
    return given ? leftOf(given, now) : null;
  },

  render: (left, t) => ({
    text: `${t('giftgone-text')}\n\n${leftText(left, t)}`,
    buttons: [
      [
        {
          text: t.plain(left.end ? 'home-renew' : 'home-buy'),
          data: open('plans', left.number),
          style: 'primary',
        },
      ],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  }),

  isKept: true,
});

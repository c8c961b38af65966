import { act, open } from '../../buttons.js';
import { isGiftToken, refuseGift, type GiftRefusal } from '../../domain/gift.js';
import { defineScreen } from '../screen.js';

interface State {
  readonly token: string;
  readonly refused: GiftRefusal | null;
  readonly giver: string | null;
  readonly isOwn: boolean;
  readonly months: number;
  readonly days: number;
}

/** A gift as whoever has its link sees it, before they take it. Having the token is the right to see it. */
export default defineScreen<State>({
  async load({ db, person }, token) {
    const found = isGiftToken(token) ? await db.gifts.byToken(db.knex, token) : undefined;
    const refused = refuseGift(found, person.id);
    if (!found || token === undefined)
      return { token: '', refused, giver: null, isOwn: false, months: 0, days: 0 };
    const { giver, giverId, months, days } = found;
    return { token, refused, giver, isOwn: giverId === person.id, months, days };
  },

  render({ token, refused, giver, isOwn, months, days }, t) {
    const menu = [{ text: t.plain('menu'), data: open('home') }];
    if (refused !== null) return { text: t(`gift-refused-${refused}`), buttons: [menu] };
    const facts = { term: t.plain('term', { months, days }), giver: giver ?? '', named: giver ? 1 : 0 };
    return {
      text: t(isOwn ? 'gift-own' : 'gift-text', facts),
      buttons: [
        [{ text: t.plain('gift-accept'), data: act('accept', token), once: true, style: 'success' }],
        menu,
      ],
    };
  },
});

import { open } from '../../buttons.js';
import { giftPayload, type GiftState } from '../../domain/gift.js';
import { masked } from '../../domain/referral.js';
import { leftOf } from '../../effects/hold-part.js';
import { botLink, shareLink } from '../bot-link.js';
import { defineScreen, toId, type Button } from '../screen.js';
import { listedTerm, termTitle, type TitledTerm } from '../term-title.js';
import type { Translator } from '../translate.js';

interface State {
  readonly orderId: bigint;
  readonly state: GiftState;
  readonly gives: TitledTerm;
  /** Its money is on its way back. */
  readonly isHeld: boolean;
  /** Nothing is left where all of it went back as goodwill. */
  readonly hasMoney: boolean;
  readonly receiver: string;
  /** They took it themselves. */
  readonly isOwn: boolean;
  readonly link: string | null;
}

/** A gift of theirs: its link while nobody has it, and what became of it. */
export default defineScreen<State>({
  instead: 'gifts',

  async load({ db, person }, id) {
    const found = await db.gifts.ofGiver(db.knex, toId(id) ?? 0n, person.id);
    if (!found) return null;
    const { orderId, state, isHeld } = found;
    const isOwn = found.receiverId === person.id;
    const link = await botLink(db, giftPayload(found.token));
    const isLeft = async () => (await leftOf(db, db.knex, await db.orders.byId(db.knex, orderId))).minor > 0n;
    const hasMoney = state === 'waiting' && !isHeld && (await isLeft());
    const gives = listedTerm(found);
    return { orderId, state, gives, isHeld, hasMoney, receiver: masked(found.receiver), isOwn, link };
  },

  render(gift, t) {
    const { gives, state, isHeld, receiver, isOwn, link } = gift;
    const term = termTitle(gives, t);
    const back: Button[] = [{ text: t.plain('back'), data: open('gifts') }];
    if (state === 'redeemed')
      return { text: t(isOwn ? 'given-kept' : 'given-redeemed', { term, receiver }), buttons: [back] };
    if (state === 'returned') return { text: t('given-returned', { term }), buttons: [back] };
    if (isHeld) return { text: t('given-held', { term }), buttons: [back] };
    return {
      text: `${t('given-text', { term })}\n\n${link ? t('given-link', { link }) : t('referral-later')}`,
      buttons: [...sharing(gift, term, t), back],
    };
  },
});

function sharing({ orderId, hasMoney, link }: State, term: string, t: Translator): Button[][] {
  const message = t.plain('given-message', { term });
  return [
    link ? [{ text: t.plain('given-share'), url: shareLink(link, message), style: 'primary' }] : [],
    hasMoney ? [{ text: t.plain('given-back'), data: open('giftback', orderId) }] : [],
  ];
}

import { act, open } from '../../buttons.js';
import type { Db } from '../../db/db.js';
import type { NamedVersion } from '../../db/models/plan-version.js';
import { isGiftToken, refuseGift, type GiftRefusal } from '../../domain/gift.js';
import { receiving } from '../../effects/receiving.js';
import { changeSeen, changeText, changeTo, type ShownChange } from '../plan-change.js';
import { defineScreen } from '../screen.js';
import { termTitle, titledTerm, type TitledTerm } from '../term-title.js';

interface Place {
  /** Of the subscription that it goes to, where they have several. */
  readonly number: number | null;
  /** What becomes of the time that it has, where that is another plan's. */
  readonly change: ShownChange | null;
}

interface State extends Place {
  readonly token: string;
  readonly refused: GiftRefusal | null;
  readonly giver: string | null;
  readonly isOwn: boolean;
  readonly gives: TitledTerm;
}

const nowhere: Place = { number: null, change: null };
const nothing: TitledTerm = { months: 0, days: 0, plan: null };

/** A gift as whoever has its link sees it, before they take it. Having the token is the right to see it. */
export default defineScreen<State>({
  async load({ db, person, now }, token) {
    const found = isGiftToken(token) ? await db.gifts.byToken(db.knex, token) : undefined;
    const refused = refuseGift(found, person.id);
    if (!found || token === undefined)
      return { token: '', refused, giver: null, isOwn: false, gives: nothing, ...nowhere };
    const { giver, giverId, planVersionId } = found;
    const plan = await db.plans.named(db.knex, planVersionId);
    const gives = await titledTerm(db, plan);
    const place = refused === null ? await placeOf(db, plan, person.id, now) : nowhere;
    return { token, refused, giver, isOwn: giverId === person.id, gives, ...place };
  },

  render({ token, refused, giver, isOwn, gives, number, change }, t) {
    const menu = [{ text: t.plain('menu'), data: open('home') }];
    if (refused !== null) return { text: t(`gift-refused-${refused}`), buttons: [menu] };
    const term = termTitle(gives, t);
    const facts = { term, giver: giver ?? '', named: giver ? 1 : 0, changes: change ? 1 : 0 };
    const notes = [
      ...(number === null ? [] : [t('gift-number', { number })]),
      ...(change ? [changeText(change, t)] : []),
    ];
    const accept = act('accept', token, ...(change ? [changeSeen] : []));
    return {
      text: [t(isOwn ? 'gift-own' : 'gift-text', facts), ...(notes.length > 0 ? ['', ...notes] : [])].join(
        '\n',
      ),
      buttons: [[{ text: t.plain('gift-accept'), data: accept, once: true, style: 'success' }], menu],
    };
  },
});

async function placeOf(db: Db, plan: NamedVersion, userId: bigint, now: Date): Promise<Place> {
  const subscription = await receiving(db, db.knex, userId, plan, now);
  if (!subscription) return nowhere;
  const several = (await db.subscriptions.ofPerson(db.knex, userId)).length > 1;
  return {
    number: several ? subscription.number : null,
    change: await changeTo(db, subscription, plan, now),
  };
}

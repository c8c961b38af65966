import { act, open } from '../../buttons.js';
import { isBarred, type RenewalTrouble } from '../../domain/renewal-trouble.js';
import { ownSubscription } from '../own.js';
import { isEnding, runButtons, runOf, runQuestion, runText, type Ending, type Run } from '../mandate-view.js';
import { renewalOffers } from '../renewal-offers.js';
import { isHeld, renewsOf, sourceName, whichLine, type Renews } from '../renewal-view.js';
import { defineScreen, type Button, type View } from '../screen.js';
import type { Html, Translator } from '../translate.js';

interface State {
  readonly id: bigint;
  readonly number: number;
  readonly end: Date;
  /** That has come. */
  readonly isOver?: boolean;
  /** Null: it is switched off. */
  readonly on: Renews | null;
  /** There is a way to switch it on. */
  readonly isOffered: boolean;
  /** Who charges for it by itself, without our knowing more of it. */
  readonly runBy: string | null;
  /** What a provider charges by itself for an order of ours. */
  readonly run?: Run | null;
  /** Who charged for it like that and will not again, where they are told of it. */
  readonly over?: string | null;
  /** They are asked whether they mean it. */
  readonly wish?: 'on' | 'off' | null;
}

/** Whether a subscription renews itself, and what that will cost when. */
export default defineScreen<State>({
  async load(viewer, text, wish) {
    const { db, person, shop, now } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription?.paidUntil) return null;
    const { id, number, paidUntil: end } = subscription;
    const agreed = await db.renewals.of(db.knex, id);
    const { runUntil, runBy } = await db.renewals.standing(db.knex, id);
    const offers = await renewalOffers(db, shop, subscription, now);
    const isRun = runUntil !== null && runUntil > now;
    return {
      id,
      number,
      end,
      isOver: !subscription.isActive(now),
      on: agreed?.active ? await renewsOf(viewer, agreed) : null,
      isOffered: offers.length > 0,
      runBy: isRun ? runBy : null,
      over: wish === 'over' && !isRun ? await db.cancellations.of(db.knex, id) : null,
      run: await runOf(viewer, id),
      wish: wish === 'on' || wish === 'off' ? wish : null,
    };
  },

  render(state, t) {
    const { number, end, isOver = false, over = null } = state;
    const stands = asItStands(state, t);
    const shown = { ...stands, text: whichLine(number, t) + stands.text };
    if (over === null) return shown;
    const provider = t.plain(`provider-${over}`);
    const news = t('renewal-over', { provider, date: t.date(end), over: Number(isOver) });
    return { ...shown, text: `${news}\n\n${shown.text}` };
  },
});

function asItStands(
  { id, end, isOver = false, on, isOffered, runBy, run = null, wish = null }: State,
  t: Translator,
): View {
  const back: Button[] = [{ text: t.plain('back'), data: open('subscription', id) }];
  if (run && !(on && isEnding(run))) {
    if (wish !== null && maySay(wish, run)) return runQuestion(id, wish, run, { end, isOver }, t);
    return { text: runText(run, { end, isOver }, t), buttons: [...runButtons(id, run, t), back] };
  }
  if (on) return { text: whenOn(on, { end, isOver }, t), buttons: [...switches(id, on, isOffered, t), back] };
  if (runBy !== null)
    return { text: t('renewal-run', { provider: t.plain(`provider-${runBy}`) }), buttons: [back] };
  if (!isOffered) return { text: t('renewal-none'), buttons: [...buy(t), back] };
  const turnOn: Button = {
    text: t.plain('renewal-turn-on'),
    data: open('renewalsources', id),
    style: 'success',
  };
  return { text: t('renewal-off'), buttons: [[turnOn], back] };
}

const maySay = (wish: 'on' | 'off', { state, mayResume }: Run): boolean =>
  wish === 'on' ? mayResume : !isEnding({ state });

const buy = (t: Translator): Button[][] => [
  [{ text: t.plain('home-buy'), data: open('plans'), style: 'primary' }],
];

function whenOn(on: Renews, { end, isOver }: Ending, t: Translator): string {
  const { price, method, trouble } = on;
  const over = Number(isOver);
  const facts = { over, date: t.date(end), amount: t.money(price), source: sourceName(method, t) };
  const head = isHeld(on) ? t('renewal-held', facts) : t('renewal-on', facts);
  const lines = [head, nextOf(on, over, t), trouble && t(`renewal-trouble-${trouble}`, facts)];
  return lines.filter((line) => line !== null).join('\n\n');
}

/** What comes next; null where that is up to its person. */
function nextOf(
  { chargeAt, trouble, isGivenUp, underway }: Renews,
  over: number,
  t: Translator,
): Html | null {
  if (underway) return t('renewal-underway');
  if (isBarred(trouble)) return null;
  if (isGivenUp) return t('renewal-given-up', { over });
  return t('renewal-when', { over, date: t.date(chargeAt), time: t.time(chargeAt) });
}

const switches = (id: bigint, { trouble }: Renews, isOffered: boolean, t: Translator): Button[][] => [
  trouble === 'short' ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
  ...(isBarred(trouble) ? remedy(id, trouble, isOffered, t) : [change(id, t)]),
  [{ text: t.plain('renewal-turn-off'), data: act('renewoff', id), style: 'danger' }],
];

const change = (id: bigint, t: Translator): Button[] => [
  { text: t.plain('renewal-change'), data: open('renewalsources', id) },
];

/** It is agreed to anew: for the plan, at the price and by the method of now. */
function remedy(id: bigint, trouble: RenewalTrouble, isOffered: boolean, t: Translator): Button[][] {
  if (trouble === 'refunding') return []; // whatever they agree to
  if (!isOffered) return buy(t);
  if (trouble === 'source') return [change(id, t)];
  return [[{ text: t.plain('renewal-again'), data: open('renewalsources', id), style: 'success' }]];
}

import { open } from '../../buttons.js';
import type { Term } from '../../domain/term.js';
import { amounts } from '../amounts.js';
import type { Money } from '../../domain/money.js';
import type { NamedVersion } from '../../db/models/plan-version.js';
import { receiving } from '../../effects/receiving.js';
import { fundsFor } from '../funds.js';
import { changeText, changeTo, type ShownChange } from '../plan-change.js';
import { choicesOf, numberShown, targetOf, type Target } from '../target.js';
import { defineScreen, type Button, type Shop, type Viewer } from '../screen.js';
import type { Translator } from '../translate.js';
import { discountsFor, isFor, wareOf } from '../ware.js';
import { titledTerm } from '../term-title.js';
import { whatFor, type What } from '../what-text.js';
import { receiptButtons, receiptsOf } from '../receipt-email.js';
import { savingState, savingSwitch } from '../saving.js';
import { repeatButtons, repeatText, repeatWays, type RepeatWay } from '../repeat-ways.js';
import { splitButtons } from '../split-buttons.js';
import { priceFor, splitOf, waysToPay, type Split, type Way } from '../ways-to-pay.js';

interface State {
  readonly code: string;
  /** Of the subscription that it is for. */
  readonly number: number;
  /** The same, where they have others. */
  readonly shownNumber: number | null;
  readonly what: What;
  /** Where 'back' leads. */
  readonly back: string;
  readonly price: Money;
  /** Without the discount of a promo code. */
  readonly list: Money;
  /** Whether what they pay by is saved; null where nobody here does. */
  readonly saves: boolean | null;
  readonly ways: readonly (Way & { readonly split: Split | null })[];
  /** The balance pays its part, where a provider is to take the rest. */
  readonly isSplit: boolean;
  /** Where the receipt goes; undefined where nobody here sends one. */
  readonly receipt: string | null | undefined;
  /** Who can charge for it again and again by itself. */
  readonly repeats?: readonly RepeatWay[];
  /** Those are shown, and no other. */
  readonly isRepeat?: boolean;
  /** Where others sell the same by themselves, at their own price. */
  readonly pages: ReturnType<Shop['pagesFor']>;
  /** What is on the balance. */
  readonly funds: readonly Money[];
  /** What becomes of the time that they have, where it is another plan's. */
  readonly change: ShownChange | null;
}

/** The ways to pay for one plan or add-on, in the registry's order, where they take as much. The balance pays alone where it is enough, else a part, by a switch. */
export default defineScreen<State>({
  instead: 'plans',

  async load({ db, person, shop, now }, code, number, split) {
    const ware = await wareOf(db, code);
    const choices = await choicesOf(db, person.id, shop);
    const target = targetOf(choices, number);
    const [first] = ware?.prices ?? [];
    if (!ware || !first || !target || !(await isFor(db, ware, target, now))) return null;
    const { plan, addon } = ware;
    const discounts = discountsFor(ware, await db.promoCodes.discounts(db.knex, person.id, now));
    const { price, list } = priceFor(first, plan?.planId ?? 0n, discounts);
    const funds = await fundsFor(db, db.knex, person.id, ware, target);
    const asked = { planId: plan?.planId ?? 0n, prices: ware.prices };
    const ways = waysToPay(shop, asked, discounts, funds).map((way) => ({
      ...way,
      split: splitOf(shop, way, funds),
    }));
    const repeats = await repeatWays({ db, knex: db.knex, shop, now }, plan, target);
    const payable = ways.map(({ provider }) => provider);
    return {
      code: ware.code,
      number: target.number,
      shownNumber: numberShown(choices, target),
      what: addon ?? (await titledTerm(db, plan!)),
      back: addon ? open('addons', target.subscription!.id) : open('plans', target.number, plan!.planId),
      price,
      list,
      funds,
      ways,
      repeats,
      isRepeat: split === 'r' && repeats.length > 0,
      isSplit: split === 'm' && ways.some((way) => way.split),
      saves: savingState(payable, person, shop),
      receipt: receiptsOf(payable, person, shop),
      pages: plan ? await pagesFor({ db, person, shop, now }, plan, target) : [],
      change: plan && target.subscription && (await changeTo(db, target.subscription, plan, now)),
    };
  },

  render(state, t) {
    const { code, number, shownNumber, what, back, price, list, funds, ways, isSplit } = state;
    const { pages, change, saves, receipt } = state;
    const { repeats = [], isRepeat = false } = state;
    if (isRepeat) return repeat({ ...state, repeats }, t);
    const here: Parameters<typeof open> = ['methods', code, number, ...(isSplit ? ['m'] : [])];
    const saving = savingSwitch(saves, here, t);
    const term = whatFor(what, shownNumber, t);
    const notes = [
      ...(change ? [changeText(change, t)] : []),
      ...(list.minor > price.minor ? [t('methods-discount', { list: t.money(list) })] : []),
      ...(funds.length > 0 ? [t('methods-balance', { amount: amounts(funds, t) })] : []),
      ...saving.lines,
    ];
    return {
      text:
        ways.length + pages.length > 0
          ? [t('methods-text', { term, price: t.money(price) }), ...notes].join('\n')
          : t('methods-none', { term, price: t.money(price) }),
      buttons: [
        ...splitButtons(ways, isSplit, price, { code, number, changes: change?.from.planId ?? null }, t),
        ...(repeats.length > 0 ? [[repeatSwitch(code, number, t)]] : []),
        ...pages.map(({ provider, url }) => [
          { text: t.plain('methods-page', { provider: t.plain(`provider-${provider}`) }), url },
        ]),
        ...saving.buttons,
        ...receiptButtons(receipt, here, t),
        [{ text: t.plain('back'), data: back }],
      ],
    };
  },
});

/** None where what is paid there would go to another of their subscriptions: nobody chooses one there. */
async function pagesFor(
  { db, person, shop, now }: Pick<Viewer, 'db' | 'person' | 'shop' | 'now'>,
  plan: NamedVersion,
  { subscription }: Target,
): Promise<State['pages']> {
  const pages = plan.slug === 'standard' && plan.days === 0 ? shop.pagesFor(plan.months) : [];
  if (pages.length === 0) return [];
  const chosen = await receiving(db, db.knex, person.id, plan, now);
  return chosen?.id === subscription?.id ? pages : [];
}

const repeatSwitch = (code: string, number: number, t: Translator): Button => ({
  text: t.plain('repeat-choose'),
  data: open('methods', code, number, 'r'),
});

function repeat(state: State & { repeats: readonly RepeatWay[] }, t: Translator) {
  const { code, number, shownNumber, what, back, price, list, change, repeats } = state;
  const lines = [
    t('repeat-text', { term: whatFor({ ...what, ...termOf(repeats) }, shownNumber, t) }),
    '',
    ...(change ? [changeText(change, t)] : []),
    repeatText(repeats, list.minor > price.minor, t),
  ];
  const buttons = [
    ...repeatButtons(repeats, { code, number, changes: change?.from.planId ?? null }, t),
    [{ text: t.plain('back'), data: back }],
  ];
  return { text: lines.join('\n'), buttons };
}

/** What each charge gives time for, where all of them give as much. */
function termOf([first, ...others]: readonly RepeatWay[]): Term | undefined {
  const isSame = others.every(
    ({ term }) => term.months === first?.term.months && term.days === first.term.days,
  );
  return isSame ? first?.term : undefined;
}

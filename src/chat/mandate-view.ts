import { act, open } from '../buttons.js';
import type { Mandate } from '../db/models/mandate.js';
import { isRunning, type MandateState } from '../domain/mandate.js';
import type { Money } from '../domain/money.js';
import type { Term } from '../domain/term.js';
import type { Button, Viewer } from './screen.js';
import type { Plain, Translator } from './translate.js';

/** What a provider charges by itself, as its person sees it. */
export interface Run {
  readonly provider: string;
  readonly price: Money;
  readonly term: Term;
  /** When it charges next, if it does. */
  readonly next: Date;
  /** `stopping`, `allowing`: the provider does not know yet. `late`: the charge did not come. */
  readonly state: MandateState | 'stopping' | 'allowing' | 'late';
  /** It can be allowed again. */
  readonly mayResume: boolean;
  /** A charge that failed is not tried again. */
  readonly triesOnce: boolean;
  /** What the same costs now, where that is another price. */
  readonly priceNow: Money | null;
}

/** Null where no provider charges for it by itself, or its end is of no interest any more. */
export async function runOf(
  { db, shop, now }: Pick<Viewer, 'db' | 'shop' | 'now'>,
  subscriptionId: bigint,
): Promise<Run | null> {
  const mandate = await db.mandates.of(db.knex, subscriptionId);
  if (!mandate) return null;
  const { provider, price, paidUntil: next, planVersionId } = mandate;
  const state = stateOf(mandate, now);
  const mayResume = state === 'stopped' && next > now && shop.resumes(provider);
  if (state === 'stopped' && next <= now) return null;
  const successor = await db.plans.successor(await db.plans.byId(db.knex, planVersionId));
  const current = successor?.prices.find(({ currency }) => currency === price.currency);
  const priceNow = current && current.minor !== price.minor ? current : null;
  const { months, days } = mandate;
  const triesOnce = shop.triesOnce(provider);
  return { provider, price, term: { months, days }, next, state, mayResume, triesOnce, priceNow };
}

/** Whether a provider charges for it by itself, by its mandate or at a page of its own. */
export async function renewsElsewhere(
  viewer: Pick<Viewer, 'db' | 'shop' | 'now'>,
  subscriptionId: bigint,
): Promise<boolean> {
  const { db, now } = viewer;
  if (await runOf(viewer, subscriptionId)) return true;
  const { runUntil } = await db.renewals.standing(db.knex, subscriptionId);
  return runUntil !== null && runUntil > now;
}

/** Its person has said no. */
export const isEnding = ({ state }: Pick<Run, 'state'>): boolean =>
  state === 'stopped' || state === 'stopping';

function stateOf(mandate: Mandate, now: Date): Run['state'] {
  const { wanted, state } = mandate;
  if (!wanted) return state === 'stopped' ? 'stopped' : 'stopping';
  if (state === 'stopped') return 'allowing';
  return state === 'on' && !isRunning(mandate, now) ? 'late' : state;
}

/** One may charge by itself in fewer ways than it can be paid in. */
export const runName = (provider: string, t: Translator): Plain => t.plain(`repeat-provider-${provider}`);

/** "каждые 30 дней", "каждый месяц" */
export const rhythmText = ({ months, days }: Term, t: Translator): Plain =>
  t.plain('rhythm', { months, days });

/** When what was paid for ends; `isOver`: that has come. */
export interface Ending {
  readonly end: Date;
  readonly isOver: boolean;
}

export function runText(
  { provider, price, term, next, state, triesOnce, priceNow }: Run,
  { end, isOver }: Ending,
  t: Translator,
): string {
  const facts = {
    provider: runName(provider, t),
    amount: t.money(price),
    rhythm: rhythmText(term, t),
    date: t.date(end),
    over: Number(isOver),
    next: t.date(next),
  };
  const note = state === 'failed' && triesOnce ? 'run-failed-last' : notes[state];
  const lines = [t(titles[state], facts), t('run-facts', facts), t(note, facts)];
  if (priceNow && state !== 'stopped' && state !== 'stopping')
    lines.push(t('run-price', { amount: facts.amount, now: t.money(priceNow) }));
  return lines.join('\n\n');
}

const titles: Readonly<Record<Run['state'], string>> = {
  on: 'run-title-on',
  late: 'run-title-on',
  failed: 'run-title-trouble',
  paused: 'run-title-paused',
  allowing: 'run-title-paused',
  stopping: 'run-title-off',
  stopped: 'run-title-off',
};
const notes: Readonly<Record<Run['state'], string>> = {
  on: 'run-on',
  late: 'run-late',
  failed: 'run-failed',
  paused: 'run-paused',
  allowing: 'run-allowing',
  stopping: 'run-stopping',
  stopped: 'run-stopped',
};

/** Each is asked about before it is done. */
export function runButtons(id: bigint, { state, mayResume }: Run, t: Translator): Button[][] {
  const otherwise: Button = { text: t.plain('run-otherwise'), data: open('renewalsources', id) };
  if (state === 'stopping') return [[otherwise]];
  if (state === 'stopped') {
    if (!mayResume) return [[otherwise]];
    return [
      [{ text: t.plain('run-resume'), data: open('renewal', id, 'on'), style: 'success' }],
      [otherwise],
    ];
  }
  const off: Button = {
    text: t.plain('renewal-turn-off'),
    data: open('renewal', id, 'off'),
    style: 'danger',
  };
  // Where it does not charge just now, it keeps nobody from another way.
  return state === 'on' ? [[off]] : [[otherwise], [off]];
}

/** "Really?", with what will be then. */
export function runQuestion(
  id: bigint,
  wish: 'on' | 'off',
  run: Run,
  { end, isOver }: Ending,
  t: Translator,
) {
  const facts = { provider: runName(run.provider, t), date: t.date(end), over: Number(isOver) };
  const yes: Button =
    wish === 'off'
      ? { text: t.plain('run-off-yes'), data: act('runoff', id), style: 'danger' }
      : { text: t.plain('run-resume'), data: act('runon', id), style: 'success' };
  return {
    text: t(questions[wish], facts),
    buttons: [
      [yes],
      [{ text: t.plain('back'), data: open('renewal', id) }],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  };
}

const questions = { off: 'run-off-text', on: 'run-resume-text' } as const;

import type { Db } from '../db/db.js';
import type { NamedVersion, PlanNames, PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';
import { previewChange, type PlanChange } from '../effects/preview-change.js';
import { planTitle } from './plan-title.js';
import type { Translator } from './translate.js';

interface GoesOn {
  readonly provider: string;
  readonly plan: PlanNames;
}

/** What becomes of the time that somebody has, where it is another plan's. */
export interface ShownChange extends PlanChange {
  readonly from: PlanNames & Pick<PlanVersion, 'planId'>;
  readonly to: PlanNames;
  /** Somebody charges for the old plan by themselves, and will not any more. */
  readonly stops?: boolean;
  /** Their agreement with us was for the old plan: nothing is charged for the new one. */
  readonly lapses?: boolean;
  /** Who charges for another plan at their own page, and will go on: we cannot end that. */
  readonly goesOn?: GoesOn | null;
}

/** On a button beneath it: whose plan changes was told. */
export const changeSeen = 'c';

export async function changeTo(
  db: Db,
  subscription: Subscription,
  to: NamedVersion,
  now: Date,
): Promise<ShownChange | null> {
  const change = await previewChange(db, db.knex, subscription, to, now);
  if (!change) return null;
  const from = await db.plans.named(db.knex, change.fromVersionId);
  const mandate = await db.mandates.of(db.knex, subscription.id);
  const goesOn = await goingOn(db, subscription.id, to, now);
  const lapses = await agreedFor(db, subscription.id, from);
  return { ...change, from, to, stops: mandate?.wanted ?? false, lapses, goesOn };
}

async function agreedFor(db: Db, subscriptionId: bigint, plan: NamedVersion): Promise<boolean> {
  const agreed = await db.renewals.of(db.knex, subscriptionId);
  if (!agreed?.active) return false;
  const { planId } = await db.plans.byId(db.knex, agreed.planVersionId);
  return planId === plan.planId;
}

async function goingOn(db: Db, subscriptionId: bigint, to: NamedVersion, now: Date): Promise<GoesOn | null> {
  const charged = await db.payments.chargedElsewhere(db.knex, subscriptionId, now);
  const plan = charged && (await db.plans.named(db.knex, charged.planVersionId));
  return plan && plan.planId !== to.planId ? { provider: charged.provider, plan } : null;
}

export function changeText(
  { left, become, from, to, stops = false, lapses = false, goesOn = null }: ShownChange,
  t: Translator,
): string {
  const names = { from: planTitle(from, t), to: planTitle(to, t) };
  return [
    t('methods-change', { left, become, ...names }),
    ...(stops ? [t('methods-change-stops', { from: names.from })] : []),
    ...(lapses && !stops ? [t('methods-change-lapses', names)] : []),
    ...(goesOn ? [goesOnText(goesOn, t)] : []),
  ].join('\n');
}

const goesOnText = ({ provider, plan }: GoesOn, t: Translator): string =>
  t('methods-change-goes-on', { plan: planTitle(plan, t), provider: t.plain(`provider-${provider}`) });

import { act, open } from '../../buttons.js';
import type { Subscription } from '../../db/models/subscription.js';
import { isOfUse } from '../../domain/addon.js';
import { daysLeft } from '../../domain/term.js';
import { gauge } from '../../domain/usage.js';
import { accessOf } from '../access-of.js';
import { connectButtons } from '../connect-buttons.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import { planTitle } from '../plan-title.js';
import { isEnding, runOf } from '../mandate-view.js';
import { ownSubscription } from '../own.js';
import { isHeld, renewsOf } from '../renewal-view.js';
import { defineScreen, type Button, type Viewer } from '../screen.js';
import type { Translator } from '../translate.js';

interface State {
  readonly id: bigint;
  readonly number: number;
  readonly plan: PlanNames;
  /** More can be bought on top. */
  readonly hasAddons: boolean;
  readonly end: Date;
  readonly daysLeft: number;
  readonly link: string | null;
  readonly provisioned: boolean;
  readonly usedBytes: bigint | null;
  /** 0 is unlimited. */
  readonly limitBytes: bigint;
  readonly devices: number | null;
  readonly deviceLimit: number | null;
  readonly usageAt: Date | null;
  /** Whether it renews itself: `held` while nothing will be charged, whatever was agreed. */
  readonly renewal: 'on' | 'off' | 'held';
}

/** How the subscription stands. What was used is what the panel last told. */
export default defineScreen<State>({
  async load(viewer, text) {
    const { db, person, now } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    const access = subscription && (await accessOf(viewer, subscription));
    if (!subscription?.paidUntil || !access || subscription.planVersionId === null) return null;
    const { id, number, paidUntil: end, link, revision, appliedRevision } = subscription;
    const plan = await db.plans.named(db.knex, subscription.planVersionId);
    const addons = end > now ? await db.addons.onOffer(db.knex) : [];
    return {
      id,
      number,
      plan,
      hasAddons: addons.some((addon) => isOfUse(addon, access)),
      end,
      daysLeft: daysLeft(end, now),
      link,
      provisioned: revision === appliedRevision,
      usedBytes: subscription.trafficUsedBytes,
      limitBytes: access.trafficLimitBytes,
      devices: subscription.devices,
      deviceLimit: access.deviceLimit,
      usageAt: subscription.usageAt,
      renewal: await renewalOf(viewer, subscription),
    };
  },

  render(state, t) {
    const { id, number, link, daysLeft: days } = state;
    const active = days > 0;
    const lines = [t('subscription-title', { number }), '', ...facts(state, t)];
    if (active && link) lines.push('', t('ready-link', { link }));
    if (active && !state.provisioned) lines.push('', t('subscription-preparing'));
    const connect: Button[][] = active && link ? connectButtons(id, t) : [];
    return {
      text: lines.join('\n'),
      buttons: [
        ...connect,
        link
          ? [
              { text: t.plain('subscription-my-devices'), data: act('devices', id) },
              { text: t.plain('subscription-my-traffic'), data: act('traffic', id) },
            ]
          : [],
        active && state.hasAddons ? [{ text: t.plain('subscription-addons'), data: open('addons', id) }] : [],
        active && link ? [{ text: t.plain('subscription-revoke'), data: open('revoke', id) }] : [],
        [{ text: t.plain('home-renew'), data: open('plans', number), style: 'primary' }],
        [{ text: t.plain('subscription-renewal', { state: state.renewal }), data: open('renewal', id) }],
        [
          { text: t.plain('subscription-refresh'), data: act('refresh', id) },
          { text: t.plain('back'), data: open('home') },
        ],
      ],
    };
  },
});

async function renewalOf(viewer: Viewer, { id, renewAt }: Subscription): Promise<State['renewal']> {
  const { db, now } = viewer;
  const agreed = renewAt === null ? undefined : await db.renewals.of(db.knex, id);
  const ours = agreed?.active ? await renewsOf(viewer, agreed) : null;
  if (ours && !isHeld(ours)) return 'on';
  const run = await runOf(viewer, id);
  if (run && !isEnding(run)) return run.state === 'on' || run.state === 'late' ? 'on' : 'held';
  const { runUntil } = await db.renewals.standing(db.knex, id);
  if (runUntil !== null && runUntil > now) return 'on';
  return ours ? 'held' : 'off';
}

/** Nothing was used of what the panel does not know yet. */
function facts(state: State, t: Translator): string[] {
  const date = t.date(state.end);
  const days = state.daysLeft;
  const term = days > 0 ? t('subscription-active', { date, days }) : t('subscription-ended', { date });
  const plan =
    state.plan.slug === 'standard' ? [] : [t('subscription-plan', { plan: planTitle(state.plan, t) })];
  return [term, ...plan, ...(state.link === null ? [] : usage(state, t))];
}

function usage({ usedBytes, limitBytes, devices, deviceLimit, usageAt }: State, t: Translator): string[] {
  const used = t.bytes(usedBytes ?? 0n);
  return [
    limitBytes === 0n
      ? t('subscription-traffic-unlimited', { used })
      : `${t('subscription-traffic', { used, limit: t.bytes(limitBytes) })}\n${gauge(usedBytes ?? 0n, limitBytes)}`,
    deviceLimit
      ? t('subscription-devices', { count: devices ?? 0, limit: deviceLimit })
      : t('subscription-devices-unlimited', { count: devices ?? 0 }),
    ...(usageAt ? [t('subscription-seen', { time: t.time(usageAt) })] : []),
  ];
}

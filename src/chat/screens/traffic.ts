import { act, open } from '../../buttons.js';
import { isOfUse } from '../../domain/addon.js';
import { gauge, nextReset, sparkline, type DayUsage } from '../../domain/usage.js';
import { accessOf } from '../access-of.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';
import type { Translator } from '../translate.js';

interface State {
  readonly id: bigint;
  readonly usedBytes: bigint;
  /** 0 is unlimited. */
  readonly limitBytes: bigint;
  /** When it is counted from zero again, where that is known. */
  readonly resetAt: Date | null;
  /** Oldest first; null before the panel told any. */
  readonly days: readonly DayUsage[] | null;
  /** The panel could not tell when it was asked last. */
  readonly hasFailed: boolean;
  readonly readAt: Date | null;
  /** More can be bought on top. */
  readonly sellsMore: boolean;
}

/** How much traffic was used, in all and by day: as the panel told last, and again when it has answered. */
export default defineScreen<State>({
  async load(viewer, text) {
    const { db, person, now } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    const access = subscription?.link && (await accessOf(viewer, subscription));
    if (!subscription || !access) return null;
    const { id, trafficUsedBytes, paidUntil } = subscription;
    const known = await db.usageDays.of(db.knex, id);
    const offers = subscription.isActive(now) ? await db.addons.onOffer(db.knex) : [];
    return {
      id,
      usedBytes: trafficUsedBytes ?? 0n,
      limitBytes: access.trafficLimitBytes,
      resetAt: resetOf(nextReset(access.trafficStrategy, now), paidUntil),
      days: known?.readAt ? known.told : null,
      hasFailed: known?.failedAt != null,
      readAt: known?.readAt ?? null,
      sellsMore: offers.some((offer) => offer.kind === 'traffic' && isOfUse(offer, access)),
    };
  },

  render(state, t) {
    const { id, days, readAt, sellsMore } = state;
    const hasPicture = days !== null && days.some(({ bytes }) => bytes > 0n);
    const parts = [
      heading(state, t),
      byDay(state, t),
      ...(readAt ? [t('subscription-seen', { time: t.time(readAt) })] : []),
    ];
    return {
      text: parts.join('\n\n'),
      ...(hasPicture && {
        bars: days.map(({ day, bytes }) => ({ value: Number(bytes), label: day.slice(8) })),
      }),
      buttons: [
        sellsMore ? [{ text: t.plain('traffic-more'), data: open('addons', id), style: 'primary' }] : [],
        [
          { text: t.plain('subscription-refresh'), data: act('traffic', id) },
          { text: t.plain('back'), data: open('subscription', id) },
        ],
      ],
    };
  },
});

/** After the end nothing is counted anew. */
const resetOf = (at: Date | null, end: Date | null): Date | null =>
  at !== null && end !== null && at < end ? at : null;

function heading({ usedBytes, limitBytes, resetAt }: State, t: Translator): string {
  const used = t.bytes(usedBytes);
  const lines =
    limitBytes === 0n
      ? [t('traffic-unlimited', { used })]
      : [`${gauge(usedBytes, limitBytes)} ${t('traffic-used', { used, limit: t.bytes(limitBytes) })}`];
  if (limitBytes > 0n && usedBytes >= limitBytes) lines.push(t('traffic-over'));
  if (limitBytes > 0n && resetAt) lines.push(t('traffic-reset', { date: t.date(resetAt) }));
  return [t('traffic-title'), ...lines].join('\n');
}

/** The picture in words, for whoever does not see it. */
function byDay({ days, hasFailed }: State, t: Translator): string {
  if (hasFailed) return t('traffic-failed');
  if (days === null) return t('traffic-reading');
  const sum = days.reduce((all, { bytes }) => all + bytes, 0n);
  if (sum === 0n) return t('traffic-none', { days: days.length });
  const most = days.reduce((best, one) => (one.bytes > best.bytes ? one : best));
  return [
    t('traffic-days', { days: days.length, sum: t.bytes(sum) }),
    `<code>${sparkline(days.map(({ bytes }) => bytes))}</code>`,
    t('traffic-most', { date: t.day(most.day), used: t.bytes(most.bytes) }),
  ].join('\n');
}

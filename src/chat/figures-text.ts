import type { Db } from '../db/db.js';
import type { Figure, FigureName, SystemFigures } from '../db/figures.js';
import { currencies, money } from '../domain/money.js';
import type { Translator } from './translate.js';

export interface Figures {
  readonly counted: readonly Figure[];
  /** Null before anything was counted. */
  readonly countedAt: Date | null;
  readonly system: SystemFigures;
}

const periods = ['today', 'week', 'month', 'total'] as const;
type Period = (typeof periods)[number];

export async function loadFigures(db: Db, timezone: string, now: Date): Promise<Figures> {
  const [counted, before, system] = await Promise.all([
    db.figures.totals(timezone, now),
    db.settings.get('figures'),
    db.figures.system(),
  ]);
  return { counted, countedAt: before ? new Date(before.at) : null, system };
}

/** Each currency by itself: nobody adds stars to roubles. */
export function moneyText({ counted, countedAt }: Figures, t: Translator): string {
  const sums = (name: FigureName, period: Period): string => {
    const found = currencies.flatMap((currency) => {
      const figure = counted.find((each) => each.name === name && each.currency === currency);
      return figure && figure[period] !== 0n ? [t.money(money(figure[period], currency))] : [];
    });
    return found.join(' · ') || '0';
  };
  const lines = (name: FigureName) => periods.map((period) => line(period, sums(name, period), t));
  return [
    t('figures-money'),
    ...lines('came'),
    '',
    t('figures-back'),
    ...lines('back'),
    '',
    t('figures-payments'),
    ...counts(counted, 'payments', t),
    ...seen(countedAt, t),
  ].join('\n');
}

export const peopleText = ({ counted, countedAt }: Figures, t: Translator): string =>
  [t('figures-people'), ...counts(counted, 'people', t), ...seen(countedAt, t)].join('\n');

export function systemText(
  { system: { due, oldestSeconds, parked, review } }: Figures,
  t: Translator,
): string {
  return [
    t('figures-system'),
    t('figures-due', { count: due }),
    t('figures-oldest', { seconds: Math.round(oldestSeconds) }),
    t('figures-parked', { count: parked }),
    t('figures-review', { count: review }),
  ].join('\n');
}

function counts(counted: readonly Figure[], name: FigureName, t: Translator): string[] {
  const figure = counted.find((each) => each.name === name);
  return periods.map((period) => line(period, String(figure?.[period] ?? 0n), t));
}

const line = (period: Period, value: string, t: Translator): string => t(`figures-${period}`, { value });

const seen = (at: Date | null, t: Translator): string[] => [
  '',
  at ? t('subscription-seen', { time: t.time(at) }) : t('figures-uncounted'),
];

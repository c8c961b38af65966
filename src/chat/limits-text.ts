import type { PlanVersion } from '../db/models/plan-version.js';
import type { Translator } from './translate.js';

/** What a plan allows, a line each. */
export function limitsText(
  { trafficLimitBytes, deviceLimit }: Pick<PlanVersion, 'trafficLimitBytes' | 'deviceLimit'>,
  t: Translator,
): string {
  const traffic =
    trafficLimitBytes === 0n
      ? t('limits-traffic-unlimited')
      : t('limits-traffic', { size: t.bytes(trafficLimitBytes) });
  return deviceLimit ? `${traffic}\n${t('limits-devices', { count: deviceLimit })}` : traffic;
}

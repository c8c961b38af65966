import { computers, televisions, type AppPlatform, type VpnApp } from '../domain/apps.js';
import type { Translator } from './translate.js';

export interface Guide {
  readonly platform: AppPlatform;
  /** The advised one first. */
  readonly apps: readonly VpnApp[];
  readonly link: string;
  /** Each app has a button that opens it. */
  readonly opens: boolean;
}

/** The steps from nothing to a connection on one platform, with the link at the end. */
export function guideText(guide: Guide, t: Translator): string {
  const { platform, link } = guide;
  const isTv = televisions.has(platform);
  const steps = [
    `${t(isTv ? 'guide-install-tv' : 'guide-install')}\n${storesOf(guide, t)}`,
    [t('guide-add'), ...adding(guide, t)].join('\n'),
    `${t('guide-turn-on')}\n${t('guide-allow')}`,
    ...(computers.has(platform) ? [t('guide-computer')] : []),
  ];
  const title = t('guide-title', { platform: t.plain(`platform-${platform}`) });
  return [title, ...steps, t('ready-link', { link })].join('\n\n');
}

/** A line for each app, with a link to each place that has it. */
function storesOf({ platform, apps }: Guide, t: Translator): string {
  return apps
    .map(({ title, stores }, at) => {
      const places = stores
        .filter((store) => store.platform === platform)
        .map(({ url, title: store }, n) => t('guide-store', { url, app: n === 0 ? title : store }));
      return `• ${places.join(' · ')}${at === 0 && apps.length > 1 ? ` ${t('guide-advised')}` : ''}`;
    })
    .join('\n');
}

function adding({ platform, apps, opens }: Guide, t: Translator): string[] {
  if (!televisions.has(platform)) return [t(opens ? 'guide-add-page' : 'guide-add-copy')];
  return apps.flatMap(({ title: app, handover }) =>
    handover === undefined
      ? []
      : [t('guide-add-tv', { app }), t('guide-add-code', { page: handover.replace('https://', '') })],
  );
}

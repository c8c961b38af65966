/** In the order of their buttons. One more is a name here, its words in the texts, and apps below. */
export const appPlatforms = ['ios', 'android', 'windows', 'macos', 'linux', 'androidtv'] as const;
export type AppPlatform = (typeof appPlatforms)[number];

/** Where no keyboard is at hand and no camera: the link is brought over from another device. */
export const televisions: ReadonlySet<AppPlatform> = new Set(['androidtv']);

/** Whoever opens this chat there may do so on their phone. */
export const computers: ReadonlySet<AppPlatform> = new Set(['windows', 'macos', 'linux']);

export interface Store {
  readonly platform: AppPlatform;
  readonly title: string;
  readonly url: string;
}

export interface VpnApp {
  /** In the address of the page that opens it, for ever. */
  readonly id: string;
  readonly title: string;
  readonly platforms: readonly AppPlatform[];
  /** Where to get it, official places only. */
  readonly stores: readonly Store[];
  /** Its own address that makes it take over a connection link; `name` is how the app then calls it. */
  readonly deepLink: (link: string, name: string) => string;
  /** Its page that sends a link to the television which shows a code. */
  readonly handover?: string;
}

const everyButTv: readonly AppPlatform[] = ['ios', 'android', 'windows', 'macos', 'linux'];
const enc = encodeURIComponent;
const play = (id: string, platform: AppPlatform = 'android'): Store => ({
  platform,
  title: 'Google Play',
  url: `https://play.google.com/store/apps/details?id=${id}`,
});
const appStore = (platform: 'ios' | 'macos', id: string, title = 'App Store'): Store => ({
  platform,
  title,
  url: `https://apps.apple.com/app/id${id}`,
});
const releases = (repository: string, ...platforms: readonly AppPlatform[]): readonly Store[] =>
  platforms.map((platform) => ({
    platform,
    title: 'GitHub',
    url: `https://github.com/${repository}/releases/latest`,
  }));

/**
 * The apps that we open, in the order of their buttons. Nothing but these schemes is ever opened. Formats: the
 * subscription page 7.2.6 of Remnawave, the source of v2rayNG. Televisions: happ.su/main/faq/android-tv and
 * happ.su/main/dev-docs/android-tv-api (Web Import shows a code of five characters).
 */
export const vpnApps: readonly VpnApp[] = [
  {
    id: 'happ',
    title: 'Happ',
    platforms: ['ios', 'android', 'windows', 'macos', 'androidtv'],
    stores: [
      appStore('ios', '6504287215'),
      appStore('ios', '6746188973', 'App Store (RU)'),
      play('com.happproxy'),
      play('com.happproxy', 'androidtv'),
      ...releases('Happ-proxy/happ-desktop', 'windows'),
      appStore('macos', '6504287215'),
    ],
    deepLink: (link) => `happ://add/${link}`,
    handover: 'https://tv.happ.su',
  },
  {
    id: 'v2rayng',
    title: 'v2rayNG',
    platforms: ['android'],
    stores: [...releases('2dust/v2rayNG', 'android')],
    deepLink: (link, name) => `v2rayng://install-config?url=${enc(link)}#${enc(name)}`,
  },
  {
    id: 'hiddify',
    title: 'Hiddify',
    platforms: everyButTv,
    stores: [
      appStore('ios', '6596777532'),
      play('app.hiddify.com'),
      ...releases('hiddify/hiddify-app', 'windows', 'macos', 'linux'),
    ],
    deepLink: (link, name) => `hiddify://import/${link}#${enc(name)}`,
  },
  {
    id: 'streisand',
    title: 'Streisand',
    platforms: ['ios', 'macos'],
    stores: [appStore('ios', '6450534064'), appStore('macos', '6450534064')],
    deepLink: (link) => `streisand://import/${link}`,
  },
  {
    id: 'shadowrocket',
    title: 'Shadowrocket',
    platforms: ['ios'],
    stores: [appStore('ios', '932747118')],
    deepLink: (link) => `sub://${base64(link)}`,
  },
  {
    id: 'stash',
    title: 'Stash',
    platforms: ['ios'],
    stores: [appStore('ios', '1596063349')],
    deepLink: (link) => `stash://install-config?url=${enc(link)}`,
  },
  {
    id: 'flclashx',
    title: 'FlClashX',
    platforms: ['android', 'windows', 'macos', 'linux'],
    stores: [...releases('pluralplay/FlClashX', 'android', 'windows', 'macos', 'linux')],
    deepLink: (link) => `flclashx://install-config?url=${enc(link)}`,
  },
  {
    id: 'clashmeta',
    title: 'Clash Meta',
    platforms: ['android'],
    stores: [...releases('MetaCubeX/ClashMetaForAndroid', 'android')],
    deepLink: (link, name) => `clashmeta://install-config?name=${enc(name)}&url=${enc(link)}`,
  },
  {
    id: 'clash',
    title: 'Clash Verge',
    platforms: ['windows', 'macos', 'linux'],
    stores: [...releases('clash-verge-rev/clash-verge-rev', 'windows', 'macos', 'linux')],
    deepLink: (link) => `clash://install-config?url=${enc(link)}`,
  },
];

export const vpnApp = (id: string): VpnApp | undefined => vpnApps.find((app) => app.id === id);

export const appsFor = (platform: AppPlatform): readonly VpnApp[] =>
  vpnApps.filter(({ platforms }) => platforms.includes(platform));

const base64 = (text: string): string => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

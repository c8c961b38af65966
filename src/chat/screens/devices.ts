import { act, open } from '../../buttons.js';
import { isOfUse } from '../../domain/addon.js';
import { accessOf } from '../access-of.js';
import { deviceName, deviceTitle, type ShownDevice } from '../device-text.js';
import { ownSubscription } from '../own.js';
import { defineScreen, type Button } from '../screen.js';
import type { Translator } from '../translate.js';

/** More would fill no message, but nobody reads as many. */
const shownAtOnce = 15;
/** Of a button's label. */
const longestLabel = 40;

interface State {
  readonly id: bigint;
  readonly devices: readonly ShownDevice[];
  /** 0 is unlimited; null is the panel's own setting. */
  readonly limit: number | null;
  /** Null before the panel was asked. */
  readonly readAt: Date | null;
  /** More places can be bought on top. */
  readonly sellsMore: boolean;
}

/** Which devices use a subscription, as the panel told last: at once, and again when it has answered. */
export default defineScreen<State>({
  async load(viewer, text) {
    const { db, person, now } = viewer;
    const subscription = await ownSubscription(db, person.id, text);
    if (!subscription?.link) return null;
    const { id, usageAt: readAt } = subscription;
    const access = await accessOf(viewer, subscription);
    const offers = access && subscription.isActive(now) ? await db.addons.onOffer(db.knex) : [];
    return {
      id,
      devices: await db.devices.of(db.knex, id),
      limit: access?.deviceLimit ?? null,
      readAt,
      sellsMore: offers.some((offer) => offer.kind === 'devices' && access && isOfUse(offer, access)),
    };
  },

  render(state, t) {
    const { id, devices, readAt, sellsMore } = state;
    const shown = devices.slice(0, shownAtOnce);
    const parts = [
      title(state, t),
      ...shown.map((device) => describe(device, t)),
      ...(devices.length > shown.length ? [t('devices-more', { count: devices.length - shown.length })] : []),
      ...(readAt ? [t('subscription-seen', { time: t.time(readAt) })] : []),
    ];
    return {
      text: parts.join('\n\n'),
      buttons: [
        ...shown
          .filter(({ removingAt }) => !removingAt)
          .map((device): Button[] => [
            {
              text: t.plain('devices-remove', { name: cut(deviceName(device, t)) }),
              data: open('device', device.id),
            },
          ]),
        sellsMore ? [{ text: t.plain('devices-buy'), data: open('addons', id), style: 'primary' }] : [],
        [
          { text: t.plain('subscription-refresh'), data: act('devices', id) },
          { text: t.plain('back'), data: open('subscription', id) },
        ],
      ],
    };
  },
});

function title({ devices: { length: count }, limit, readAt }: State, t: Translator): string {
  if (!readAt) return t('devices-reading');
  const heading = limit ? t('devices-title', { count, limit }) : t('devices-title-unlimited', { count });
  if (count === 0) return `${heading}\n\n${t('devices-none')}`;
  return limit && count >= limit ? `${heading}\n\n${t('devices-full')}` : heading;
}

function describe(device: ShownDevice, t: Translator): string {
  const name = deviceTitle(device, t);
  const when = device.removingAt
    ? t('device-removing')
    : t('device-seen', { added: t.date(device.addedAt), seen: t.time(device.seenAt) });
  return `${name}\n${when}`;
}

/** Between characters. */
const cut = (label: string): string =>
  label.length <= longestLabel ? label : `${label.slice(0, longestLabel).replace(/\p{Cs}$/u, '')}…`;

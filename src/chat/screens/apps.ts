import { open } from '../../buttons.js';
import { appPlatforms, appsFor, televisions, type AppPlatform, type VpnApp } from '../../domain/apps.js';
import { guideText } from '../guide-text.js';
import { ownSubscription } from '../own.js';
import { defineScreen, type Button } from '../screen.js';
import type { Translator } from '../translate.js';

/** Telegram's limit; the link stands in the text, too. */
const longestCopy = 256;

interface State {
  readonly id: bigint;
  readonly link: string;
  readonly ticket: string;
  readonly platform: AppPlatform;
  readonly apps: readonly VpnApp[];
  readonly publicUrl: string | null;
}

/**
 * How to connect on one platform, step by step. Telegram opens no schemes but its own, so each app's button leads to a
 * page of ours that does; where that page cannot be reached from outside, and to a television, the link is carried over.
 */
export default defineScreen<State>({
  async load({ db, person, shop }, text, name) {
    const subscription = await ownSubscription(db, person.id, text);
    const platform = appPlatforms.find((one) => one === name);
    if (!subscription?.link || !platform) return null;
    const { id, link, openTicket: ticket } = subscription;
    return { id, link, ticket, platform, apps: appsFor(platform), publicUrl: shop.publicUrl };
  },

  render(state, t) {
    const { id, link, platform, apps, publicUrl } = state;
    return {
      text: guideText({ platform, apps, link, opens: publicUrl !== null }, t),
      buttons: [
        ...(televisions.has(platform) ? handovers(apps, t) : openings(state, t)),
        [
          ...(link.length <= longestCopy ? [{ text: t.plain('apps-copy'), copy: link }] : []),
          { text: t.plain('connect-qr'), data: open('qr', id) },
        ],
        [{ text: t.plain('back'), data: open('connect', id) }],
      ],
    };
  },
});

const openings = ({ apps, publicUrl, ticket }: State, t: Translator): Button[][] =>
  publicUrl === null
    ? []
    : apps.map(({ id, title }, at) => [
        {
          text: t.plain('apps-open', { app: title }),
          url: `${publicUrl}/open/${id}/${ticket}`,
          ...(at === 0 && { style: 'success' as const }),
        },
      ]);

const handovers = (apps: readonly VpnApp[], t: Translator): Button[][] =>
  apps.flatMap(({ handover }) =>
    handover === undefined
      ? []
      : [[{ text: t.plain('guide-handover'), url: handover, style: 'success' as const }]],
  );

import { open } from '../../buttons.js';
import { appsFor, type VpnApp } from '../../domain/apps.js';
import { platforms } from '../platforms.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

/** Telegram's limit; the link stands in the text, too. */
const longestCopy = 256;

interface State {
  readonly id: bigint;
  readonly link: string;
  readonly ticket: string;
  readonly apps: readonly VpnApp[];
  readonly publicUrl: string | null;
}

/**
 * Apps of one platform. Telegram opens no schemes but its own, so each button leads to a page of ours that does; where
 * that page cannot be reached from outside, the link is copied instead.
 */
export default defineScreen<State>({
  async load({ db, person, shop }, text, platform) {
    const subscription = await ownSubscription(db, person.id, text);
    const known = platforms.find((one) => one === platform);
    if (!subscription?.link || !known) return null;
    const { id, link, openTicket: ticket } = subscription;
    return {
      id,
      link,
      ticket,
      apps: appsFor(known),
      publicUrl: shop.publicUrl,
    };
  },

  render({ id, link, ticket, apps, publicUrl }, t) {
    const opening = publicUrl
      ? apps.map((app) => [
          { text: t.plain('apps-open', { app: app.title }), url: `${publicUrl}/open/${app.id}/${ticket}` },
        ])
      : link.length <= longestCopy
        ? [[{ text: t.plain('apps-copy'), copy: link }]]
        : [];
    return {
      text: `${t('apps-text')}\n\n${t('ready-link', { link })}`,
      buttons: [...opening, [{ text: t.plain('back'), data: open('connect', id) }]],
    };
  },
});

import { open } from '../../buttons.js';
import type { Addon } from '../../domain/addon.js';
import { connectButtons } from '../connect-buttons.js';
import { whatText } from '../what-text.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly isTrial: boolean;
  readonly isFirst: boolean;
  readonly addon: Addon | null;
  readonly end: Date;
  readonly link: string;
}

/** The success message: one for each purchase or trial, with the connection link. */
export default defineScreen<State>({
  async load({ db, person }, grantId) {
    const found = await db.grants.announced(toId(grantId) ?? 0n, person.id);
    if (!found) return null;
    const { source, extraDevices, extraTrafficBytes: bytes, isAddon, ...state } = found;
    const extra: Addon =
      extraDevices > 0
        ? { kind: 'devices', amount: BigInt(extraDevices) }
        : { kind: 'traffic', amount: bytes };
    return { ...state, isTrial: source === 'trial', addon: isAddon ? extra : null };
  },

  render({ subscriptionId, isTrial, isFirst, addon, end, link }, t) {
    const title = isTrial ? 'ready-trial' : isFirst ? 'ready-first' : 'ready-renewed';
    const news = addon
      ? t('ready-addon', { what: whatText(addon, t), date: t.date(end) })
      : t(title, { date: t.date(end) });
    return {
      text: `${news}\n\n${t('ready-link', { link })}`,
      buttons: [...connectButtons(subscriptionId, t), [{ text: t.plain('menu'), data: open('home') }]],
    };
  },
});

import { open } from '../../buttons.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import type { Addon } from '../../domain/addon.js';
import { connectButtons } from '../connect-buttons.js';
import { renewsElsewhere } from '../mandate-view.js';
import { planTitle } from '../plan-title.js';
import { whatText } from '../what-text.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly number: number;
  readonly isTrial: boolean;
  readonly isFirst: boolean;
  readonly addon: Addon | null;
  /** What their time is of now, where it was another plan's. */
  readonly changedTo: PlanNames | null;
  /** It could renew itself, and does not. */
  readonly isOnce: boolean;
  readonly end: Date;
  readonly link: string;
}

/** The success message: one for each purchase or trial, with the connection link. */
export default defineScreen<State>({
  async load(viewer, grantId) {
    const { db, person } = viewer;
    const found = await db.grants.announced(toId(grantId) ?? 0n, person.id);
    if (!found) return null;
    const {
      source,
      extraDevices,
      extraTrafficBytes: bytes,
      isAddon,
      isChange,
      planVersionId,
      ...state
    } = found;
    const extra: Addon =
      extraDevices > 0
        ? { kind: 'devices', amount: BigInt(extraDevices) }
        : { kind: 'traffic', amount: bytes };
    const isTrial = source === 'trial';
    const isOnce =
      state.isOnce &&
      source === 'order' &&
      !isAddon &&
      !(await renewsElsewhere(viewer, state.subscriptionId));
    const changedTo =
      isChange && !isTrial && planVersionId !== null ? await db.plans.named(db.knex, planVersionId) : null;
    return { ...state, isTrial, isOnce, changedTo, addon: isAddon ? extra : null };
  },

  render({ subscriptionId, number, isTrial, isFirst, addon, changedTo, isOnce, end, link }, t) {
    const facts = { date: t.date(end), number };
    const title = isTrial ? 'ready-trial' : isFirst ? 'ready-first' : 'ready-renewed';
    const news = addon
      ? t('ready-addon', { what: whatText(addon, t), date: t.date(end) })
      : changedTo
        ? t('ready-changed', { ...facts, plan: planTitle(changedTo, t) })
        : t(title, facts);
    return {
      text: `${news}\n\n${t('ready-link', { link })}`,
      buttons: [
        ...connectButtons(subscriptionId, t),
        isOnce ? [{ text: t.plain('expiring-renewal'), data: open('renewal', subscriptionId) }] : [],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },

  isKept: true,
});

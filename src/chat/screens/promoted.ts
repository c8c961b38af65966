import { open } from '../../buttons.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import type { Money } from '../../domain/money.js';
import { planTitle } from '../plan-title.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly code: string;
  readonly percent: number | null;
  readonly amount: Money | null;
  readonly isBalance: boolean;
  /** The only plan that it is for. */
  readonly plan: PlanNames | null;
}

/** A code of theirs that gave money, or makes the next purchase cheaper. */
export default defineScreen<State>({
  async load({ db, person }, id) {
    const code = await db.promoCodes.activatedBy(toId(id) ?? 0n, person.id);
    if (!code) return null;
    const { percent, amount, kind, planId } = code;
    const plan = planId === null ? null : await db.plans.names(db.knex, planId);
    return { code: code.code, percent, amount, isBalance: kind === 'balance', plan };
  },

  render({ code, percent, amount, isBalance, plan }, t) {
    const gift = amount ? t.money(amount) : t.plain('percent', { percent: percent ?? 0 });
    return {
      text: isBalance
        ? t('promoted-balance', { code, gift })
        : t('promoted-discount', { code, gift, named: plan ? 1 : 0, plan: plan ? planTitle(plan, t) : '' }),
      buttons: [
        [{ text: t.plain('home-buy'), data: open('plans'), style: 'primary' }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});

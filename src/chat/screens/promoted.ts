import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly code: string;
  readonly percent: number | null;
  readonly amount: Money | null;
  readonly isBalance: boolean;
}

/** A code of theirs that gave money, or makes the next purchase cheaper. */
export default defineScreen<State>({
  async load({ db, person }, id) {
    const code = await db.promoCodes.activatedBy(toId(id) ?? 0n, person.id);
    if (!code) return null;
    const { percent, amount, kind } = code;
    return { code: code.code, percent, amount, isBalance: kind === 'balance' };
  },

  render({ code, percent, amount, isBalance }, t) {
    const gift = amount ? t.money(amount) : t.plain('percent', { percent: percent ?? 0 });
    return {
      text: t(isBalance ? 'promoted-balance' : 'promoted-discount', { code, gift }),
      buttons: [
        [{ text: t.plain('home-buy'), data: open('plans'), style: 'primary' }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },
});

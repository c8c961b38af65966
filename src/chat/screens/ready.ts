import { open } from '../../buttons.js';
import { connectButtons } from '../connect-buttons.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly isTrial: boolean;
  readonly isFirst: boolean;
  readonly end: Date;
  readonly link: string;
}

/** The success message: one for each purchase or trial, with the connection link. */
export default defineScreen<State>({
  async load({ db, person }, grantId) {
    const found = await db.grants.announced(toId(grantId) ?? 0n, person.id);
    if (!found) return null;
    const { source, ...state } = found;
    return { ...state, isTrial: source === 'trial' };
  },

  render({ subscriptionId, isTrial, isFirst, end, link }, t) {
    const title = isTrial ? 'ready-trial' : isFirst ? 'ready-first' : 'ready-renewed';
    return {
      text: `${t(title, { date: t.date(end) })}\n\n${t('ready-link', { link })}`,
      buttons: [...connectButtons(subscriptionId, t), [{ text: t.plain('menu'), data: open('home') }]],
    };
  },
});

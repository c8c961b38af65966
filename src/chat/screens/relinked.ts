import { open } from '../../buttons.js';
import { connectButtons } from '../connect-buttons.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly number: number;
  /** Null where the link could not be replaced. */
  readonly link: string | null;
}

/** The new link, in place of the one that its person gave up. */
export default defineScreen<State>({
  async load({ db, person }, id) {
    const ended = await db.linkRevocations.ended(toId(id) ?? 0n, person.id);
    if (!ended) return null;
    const { subscriptionId, changed, link } = ended;
    const { number } = await db.subscriptions.byId(db.knex, subscriptionId);
    return { subscriptionId, number, link: changed ? link : null };
  },

  render({ subscriptionId, number, link }, t) {
    const back = [{ text: t.plain('home-subscription'), data: open('subscription', subscriptionId) }];
    const menu = [{ text: t.plain('menu'), data: open('home') }];
    if (link === null) return { text: t('relinked-failed', { number }), buttons: [back, menu] };
    return {
      text: `${t('relinked-text', { number })}\n\n${t('ready-link', { link })}`,
      buttons: [...connectButtons(subscriptionId, t), menu],
    };
  },

  isKept: true,
});

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
    const grant = await db.grants.query().findById(String(toId(grantId) ?? 0n));
    const subscription =
      grant && (await db.subscriptions.query().findOne({ id: grant.subscriptionId, userId: person.id }));
    if (!grant || !subscription?.link || !subscription.paidUntil) return null;
    const earlier = await db.grants
      .query()
      .where({ subscriptionId: subscription.id })
      .where('id', '<', String(grant.id))
      .whereNot('source', 'conversion')
      .first();
    return {
      subscriptionId: subscription.id,
      isTrial: grant.source === 'trial',
      isFirst: !earlier,
      end: subscription.paidUntil,
      link: subscription.link,
    };
  },

  render({ subscriptionId, isTrial, isFirst, end, link }, t) {
    const title = isTrial ? 'ready-trial' : isFirst ? 'ready-first' : 'ready-renewed';
    return {
      text: `${t(title, { date: t.date(end) })}\n\n${t('ready-link', { link })}`,
      buttons: [...connectButtons(subscriptionId, t), [{ text: t.plain('menu'), data: open('home') }]],
    };
  },
});

import { act, open } from '../../buttons.js';
import { methodRenewals, namesOf } from '../method-renewals.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId } from '../screen.js';

interface State extends TitledMethod {
  readonly id: bigint;
  /** Numbers of the subscriptions that renew themselves by it. */
  readonly renewed: readonly number[];
  readonly named: boolean;
}

/** Whether a saved method is really to go. */
export default defineScreen<State>({
  instead: 'saved',

  async load(viewer, text) {
    const { db, person } = viewer;
    const method = await db.paymentMethods.own(db.knex, toId(text) ?? 0n, person.id);
    if (!method) return null;
    const { id, kind, title } = method;
    const { renewed, named } = await methodRenewals(viewer, method);
    return { id, kind, title, renewed, named };
  },

  render: ({ id, renewed, named, ...method }, t) => ({
    text: [
      t('removal-text', { title: methodTitle(method, t) }),
      ...(renewed.length > 0 ? ['', t('removal-renews', namesOf(renewed, named))] : []),
    ].join('\n'),
    buttons: [
      [{ text: t.plain('removal-yes'), data: act('unsave', id), style: 'danger' }],
      [{ text: t.plain('back'), data: open('method', id) }],
    ],
  }),
});

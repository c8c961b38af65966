import { act, open } from '../../buttons.js';
import { methodRenewals, namesOf } from '../method-renewals.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId } from '../screen.js';

interface State extends TitledMethod {
  readonly id: bigint;
  readonly savedAt: Date;
  /** When it was charged last. */
  readonly paidAt: Date | null;
  readonly isDefault: boolean;
  /** Numbers of the subscriptions that renew themselves by it. */
  readonly renewed: readonly number[];
  /** Of those that would, were it chosen. */
  readonly taken: readonly number[];
  readonly named: boolean;
}

/** One saved method. */
export default defineScreen<State>({
  instead: 'saved',

  async load(viewer, text) {
    const { db, person } = viewer;
    const method = await db.paymentMethods.own(db.knex, toId(text) ?? 0n, person.id);
    if (!method) return null;
    const { id, kind, title, savedAt } = method;
    const first = await db.paymentMethods.defaultOf(db.knex, person.id);
    const paidAt = await db.paymentMethods.lastCharged(db.knex, id);
    const { renewed, renewable, named } = await methodRenewals(viewer, method);
    const taken = renewable.filter(({ agreed }) => agreed).map(({ number }) => number);
    return { id, kind, title, savedAt, paidAt, isDefault: first?.id === id, renewed, taken, named };
  },

  render({ id, savedAt, paidAt, isDefault, renewed, taken, named, ...method }, t) {
    const charged = paidAt ? t('method-paid', { date: t.date(paidAt) }) : t('method-unpaid');
    const choose = t.plain(isDefault ? 'method-take' : 'method-default');
    return {
      text: [
        t('method-text', { title: methodTitle(method, t), date: t.date(savedAt) }),
        charged,
        ...(isDefault ? [t('method-is-default')] : []),
        ...(renewed.length > 0 ? [t('method-renews', namesOf(renewed, named))] : []),
        ...(taken.length > 0 ? ['', t('method-takes', namesOf(taken, named))] : []),
      ].join('\n'),
      buttons: [
        isDefault && taken.length === 0 ? [] : [{ text: choose, data: act('default', id), style: 'primary' }],
        [
          { text: t.plain('method-remove'), data: open('removal', id) },
          { text: t.plain('back'), data: open('saved') },
        ],
      ],
    };
  },
});

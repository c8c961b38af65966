import { act, open } from '../../buttons.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId } from '../screen.js';

interface State extends TitledMethod {
  readonly id: bigint;
  readonly savedAt: Date;
  /** When it was charged last. */
  readonly paidAt: Date | null;
  readonly isDefault: boolean;
}

/** One saved method. */
export default defineScreen<State>({
  instead: 'saved',

  async load({ db, person }, text) {
    const method = await db.paymentMethods.own(db.knex, toId(text) ?? 0n, person.id);
    if (!method) return null;
    const { id, kind, title, savedAt } = method;
    const first = await db.paymentMethods.defaultOf(db.knex, person.id);
    const paidAt = await db.paymentMethods.lastCharged(db.knex, id);
    return { id, kind, title, savedAt, paidAt, isDefault: first?.id === id };
  },

  render({ id, savedAt, paidAt, isDefault, ...method }, t) {
    const charged = paidAt ? t('method-paid', { date: t.date(paidAt) }) : t('method-unpaid');
    return {
      text: [
        t('method-text', { title: methodTitle(method, t), date: t.date(savedAt) }),
        charged,
        ...(isDefault ? ['', t('method-is-default')] : []),
      ].join('\n'),
      buttons: [
        isDefault ? [] : [{ text: t.plain('method-default'), data: act('default', id), style: 'primary' }],
        [
          { text: t.plain('method-remove'), data: open('removal', id) },
          { text: t.plain('back'), data: open('saved') },
        ],
      ],
    };
  },
});

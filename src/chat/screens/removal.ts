import { act, open } from '../../buttons.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId } from '../screen.js';

/** Whether a saved method is really to go. */
export default defineScreen<TitledMethod & { id: bigint; isLast: boolean }>({
  instead: 'saved',

  async load({ db, person }, text) {
    const id = toId(text);
    const methods = await db.paymentMethods.ofPerson(db.knex, person.id);
    const method = methods.find((each) => each.id === id);
    if (!method) return null;
    const { kind, title } = method;
    return { id: method.id, kind, title, isLast: methods.length === 1 };
  },

  render: ({ id, isLast, ...method }, t) => ({
    text: [
      t('removal-text', { title: methodTitle(method, t) }),
      ...(isLast ? ['', t('removal-last')] : []),
    ].join('\n'),
    buttons: [
      [{ text: t.plain('removal-yes'), data: act('unsave', id), style: 'danger' }],
      [{ text: t.plain('back'), data: open('method', id) }],
    ],
  }),
});

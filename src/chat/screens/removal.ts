import { act, open } from '../../buttons.js';
import { defineScreen, toId } from '../screen.js';

/** Whether a saved method is really to go. */
export default defineScreen<{ id: bigint; title: string; isLast: boolean }>({
  instead: 'saved',

  async load({ db, person }, text) {
    const id = toId(text);
    const methods = await db.paymentMethods.ofPerson(db.knex, person.id);
    const method = methods.find((each) => each.id === id);
    return method ? { id: method.id, title: method.title, isLast: methods.length === 1 } : null;
  },

  render: ({ id, title, isLast }, t) => ({
    text: [t('removal-text', { title }), ...(isLast ? ['', t('removal-last')] : [])].join('\n'),
    buttons: [
      [{ text: t.plain('removal-yes'), data: act('unsave', id), style: 'danger' }],
      [{ text: t.plain('back'), data: open('method', id) }],
    ],
  }),
});

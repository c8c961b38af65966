import { open } from '../../buttons.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { bindButtons } from '../saving.js';
import { defineScreen } from '../screen.js';

interface State {
  /** The default first. */
  readonly methods: readonly (TitledMethod & { readonly id: bigint })[];
  /** Who saves methods here without a purchase. */
  readonly providers: readonly string[];
}

/** As many as a keyboard shows well; nobody has as many cards. */
const limit = 10;

/** What we may charge for renewals, the one that comes first at the top. */
export default defineScreen<State>({
  async load({ db, person, shop }) {
    const methods = await db.paymentMethods.ofPerson(db.knex, person.id);
    return { methods: methods.slice(0, limit), providers: shop.saving.providers };
  },

  render({ methods, providers }, t) {
    const [first] = methods;
    return {
      text: first ? t('saved-text', { title: methodTitle(first, t) }) : t('saved-none'),
      buttons: [
        ...methods.map(({ id, ...method }) => [
          {
            text: t.plain(id === first?.id ? 'saved-default' : 'saved-method', {
              title: methodTitle(method, t),
            }),
            data: open('method', id),
          },
        ]),
        ...bindButtons(providers, t),
        [{ text: t.plain('back'), data: open('balance') }],
      ],
    };
  },
});

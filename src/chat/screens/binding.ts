import { act, open } from '../../buttons.js';
import { isUnfinished, type BindingState } from '../../domain/binding.js';
import { methodRenewals } from '../method-renewals.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId, type Button } from '../screen.js';

interface State {
  readonly id: bigint;
  readonly state: BindingState;
  readonly provider: string;
  readonly payUrl: string | null;
  /** What was saved, while it is. */
  readonly method: (TitledMethod & { readonly id: bigint }) | null;
  /** The subscriptions that it could renew, and does not yet; null for the number of the only one. */
  readonly renewable?: readonly { readonly id: bigint; readonly number: number | null }[];
}

/** As many as a keyboard shows well. */
const limit = 10;

/** A card that is saved without buying: its page while it stands, and what came of it afterwards. */
export default defineScreen<State>({
  instead: 'saved',

  async load(viewer, text) {
    const { db, person } = viewer;
    const binding = await db.methodBindings.own(db.knex, toId(text) ?? 0n, person.id);
    if (!binding) return null;
    const { id, state, provider, payUrl, methodId } = binding;
    const method = methodId === null ? null : await db.paymentMethods.own(db.knex, methodId, person.id);
    if (!method) return { id, state, provider, payUrl, method: null };
    const { renewable, named } = await methodRenewals(viewer, method);
    const shown = renewable.slice(0, limit).map((each) => ({ ...each, number: named ? each.number : null }));
    return { id, state, provider, payUrl, method, renewable: shown };
  },

  render({ id, state, provider, payUrl, method, renewable = [] }, t) {
    const list: Button[] = [{ text: t.plain('binding-list'), data: open('saved') }];
    if (state === 'succeeded') {
      if (!method)
        return { text: t('binding-done'), buttons: [list, [{ text: t.plain('menu'), data: open('home') }]] };
      const saved = t('binding-saved', { title: methodTitle(method, t) });
      return {
        text: renewable.length > 0 ? `${saved}\n\n${t('binding-renews')}` : saved,
        buttons: [
          ...renewable.map((one): Button[] => [
            {
              text: t.plain('binding-renew', { number: one.number ?? 0 }),
              data: open('renewalconsent', one.id, method.id),
              style: 'primary',
            },
          ]),
          list,
          [{ text: t.plain('menu'), data: open('home') }],
        ],
      };
    }
    if (!isUnfinished(state)) {
      const again = { text: t.plain('binding-again'), data: act('bind', provider), once: true } as const;
      return { text: t('binding-over'), buttons: [[{ ...again, style: 'primary' }], list] };
    }
    if (payUrl === null) {
      const look = { text: t.plain('payment-look'), data: open('binding', id) };
      return { text: t('binding-preparing'), buttons: [[look], list] };
    }
    return {
      text: t('binding-text'),
      buttons: [
        [{ text: t.plain('binding-open'), url: payUrl, style: 'primary' }],
        [{ text: t.plain('binding-check'), data: act('bound', id) }],
        list,
      ],
    };
  },
});

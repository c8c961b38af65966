import { act, open } from '../../buttons.js';
import { isUnfinished, type BindingState } from '../../domain/binding.js';
import { methodTitle, type TitledMethod } from '../method-title.js';
import { defineScreen, toId, type Button } from '../screen.js';

interface State {
  readonly id: bigint;
  readonly state: BindingState;
  readonly provider: string;
  readonly payUrl: string | null;
  /** What was saved, while it is. */
  readonly method: TitledMethod | null;
}

/** A card that is saved without buying: its page while it stands, and what came of it afterwards. */
export default defineScreen<State>({
  instead: 'saved',

  async load({ db, person }, text) {
    const binding = await db.methodBindings.own(db.knex, toId(text) ?? 0n, person.id);
    if (!binding) return null;
    const { id, state, provider, payUrl, methodId } = binding;
    const method = methodId === null ? null : await db.paymentMethods.own(db.knex, methodId, person.id);
    return { id, state, provider, payUrl, method: method ?? null };
  },

  render({ id, state, provider, payUrl, method }, t) {
    const list: Button[] = [{ text: t.plain('binding-list'), data: open('saved') }];
    if (state === 'succeeded') {
      return {
        text: method ? t('binding-saved', { title: methodTitle(method, t) }) : t('binding-done'),
        buttons: [list, [{ text: t.plain('menu'), data: open('home') }]],
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

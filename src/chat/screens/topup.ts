import { act, open } from '../../buttons.js';
import { money } from '../../domain/money.js';
import { receiptButtons, receiptsOf } from '../receipt-email.js';
import { savingState, savingSwitch } from '../saving.js';
import { takesTopups } from '../ways-to-pay.js';
import { defineScreen, toId, type Shop } from '../screen.js';

interface State {
  /** Somebody takes money for the balance. */
  readonly isTaken: boolean;
  readonly limits: Shop['topup'];
  readonly chosenMinor: bigint | null;
  /** They typed something that is no amount within the limits, or more than anybody takes. */
  readonly unclear: boolean;
  readonly providers: readonly string[];
  /** Whether what they pay by is saved; null where nobody here does. */
  readonly saves: boolean | null;
  /** Where the receipt goes; undefined where nobody here sends one. */
  readonly receipt: string | null | undefined;
}

/** How much, and then by which way; any other amount within the limits is typed. */
export default defineScreen<State>({
  takesText: true,

  async load({ shop, person }, chosen) {
    const amount = toId(chosen);
    const providers = shop.providers.filter(
      (name) => name !== 'balance' && amount !== null && shop.offers(name, money(amount, 'RUB')),
    );
    const within =
      amount !== null &&
      amount >= shop.topup.minMinor &&
      amount <= shop.topup.maxMinor &&
      providers.length > 0;
    return {
      isTaken: takesTopups(shop),
      limits: shop.topup,
      chosenMinor: within ? amount : null,
      unclear: chosen !== undefined && !within,
      providers,
      saves: savingState(providers, person, shop),
      receipt: receiptsOf(providers, person, shop),
    };
  },

  render({ isTaken, limits, chosenMinor, unclear, providers, saves, receipt }, t) {
    const back = { text: t.plain('back'), data: open('balance') };
    if (!isTaken) return { text: t('topup-nobody'), buttons: [[back]] };
    const rubles = (minor: bigint) => t.money(money(minor, 'RUB'));
    if (chosenMinor !== null) {
      const saving = savingSwitch(saves, ['topup', chosenMinor], t);
      return {
        text: [t('topup-methods', { amount: rubles(chosenMinor) }), ...saving.lines].join('\n'),
        buttons: [
          ...providers.map((name) => [
            {
              text: t.plain(`provider-${name}`),
              data: act('topup', chosenMinor, name),
              once: true,
              style: 'primary' as const,
            },
          ]),
          ...saving.buttons,
          ...receiptButtons(receipt, ['topup', chosenMinor], t),
          [{ text: t.plain('back'), data: open('topup') }],
        ],
      };
    }
    const presets = limits.presetsMinor.map((minor) => ({ text: rubles(minor), data: open('topup', minor) }));
    return {
      text: t(unclear ? 'topup-unclear' : 'topup-text', {
        min: rubles(limits.minMinor),
        max: rubles(limits.maxMinor),
      }),
      buttons: [presets.slice(0, 3), presets.slice(3, 6), [back]],
    };
  },
});

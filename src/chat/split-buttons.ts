import { open } from '../buttons.js';
import type { Money } from '../domain/money.js';
import { actAt, type Shown } from './price-mark.js';
import type { Button } from './screen.js';
import type { Translator } from './translate.js';
import { wayButtons } from './way-buttons.js';
import type { Split, Way } from './ways-to-pay.js';

/** What the buttons are for. */
export interface Choice extends Required<Pick<Shown, 'changes'>> {
  /** Of what is bought. */
  readonly code: string;
  /** Of the subscription that it is for. */
  readonly number: number;
}

/** A button for each way to pay, and a switch that lets the balance pay a part, where it can. */
export function splitButtons(
  ways: readonly (Way & { readonly split: Split | null })[],
  isSplit: boolean,
  price: Money,
  { code, number, changes }: Choice,
  t: Translator,
): Button[][] {
  const buttons = ways.flatMap((way): Button[][] => {
    const { provider, split } = way;
    const whole = () => actAt({ sums: [way.price], changes }, 'o', 'pay', code, provider, number);
    if (!isSplit || !split) return wayButtons([way], price, whole, t);
    const name = t.plain(`provider-${provider}`);
    const text = t.plain('methods-split', {
      provider: name,
      part: t.money(split.part),
      rest: t.money(split.rest),
    });
    const data = actAt({ sums: [way.price, split.part], changes }, 'm', 'pay', code, provider, number);
    return [[{ text, data, once: true, style: 'primary' }]];
  });
  if (!ways.some(({ split }) => split)) return buttons;
  const text = t.plain(isSplit ? 'methods-split-off' : 'methods-split-on');
  const data = isSplit ? open('methods', code, number) : open('methods', code, number, 'm');
  return [...buttons, [{ text, data }]];
}

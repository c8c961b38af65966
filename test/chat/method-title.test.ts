import { expect } from 'chai';
import { methodTitle, type TitledMethod } from '../../src/chat/method-title.js';
import method from '../../src/chat/screens/method.js';
import removal from '../../src/chat/screens/removal.js';
import renewed from '../../src/chat/screens/renewed.js';
import saved from '../../src/chat/screens/saved.js';
import { createTranslators } from '../../src/chat/translate.js';
import { languages } from '../../src/domain/language.js';
import { money } from '../../src/domain/money.js';
import { cardOf } from '../../src/payments/stripe-cards.js';
import { toMethod } from '../../src/payments/yookassa-saved.js';

const translate = createTranslators('UTC');
const yookassa = (given: Partial<Parameters<typeof toMethod>[0]> & { readonly type: string }) =>
  toMethod({ id: 'm', saved: true, ...given })!;
const stripe = (brand: string) => cardOf('cus_1', 'pm_1', { brand, last4: '4444' });

const cases: readonly [string, TitledMethod, { readonly ru: string; readonly en: string }][] = [
  [
    'a card without a brand at YooKassa',
    yookassa({ type: 'bank_card', card: { last4: '4444' } }),
    { ru: 'Карта •• 4444', en: 'Card •• 4444' },
  ],
  [
    'a card that YooKassa does not know',
    yookassa({ type: 'bank_card', card: { card_type: 'Unknown', last4: '4444' } }),
    { ru: 'Карта •• 4444', en: 'Card •• 4444' },
  ],
  ['a card that Stripe does not know', stripe('unknown'), { ru: 'Карта •• 4444', en: 'Card •• 4444' }],
  ['a card of a brand', stripe('visa'), { ru: 'Visa •• 4444', en: 'Visa •• 4444' }],
  ['a card of which nothing is known', yookassa({ type: 'bank_card' }), { ru: 'Карта', en: 'Card' }],
  ['SBP', yookassa({ type: 'sbp' }), { ru: 'СБП', en: 'SBP' }],
  [
    'a wallet',
    yookassa({ type: 'yoo_money', account_number: '410011758831136' }),
    { ru: 'ЮMoney •• 1136', en: 'YooMoney •• 1136' },
  ],
  ['a bank', yookassa({ type: 'sberbank' }), { ru: 'SberPay', en: 'SberPay' }],
  [
    'what nobody knows',
    yookassa({ type: 'newest', title: 'Newest thing' }),
    { ru: 'Newest thing', en: 'Newest thing' },
  ],
];

describe('the title of a saved method', () => {
  for (const [what, known, titles] of cases) {
    it(`is told in each language, of ${what}`, () => {
      const told = languages.map((language) => [language, methodTitle(known, translate(language))]);
      expect(Object.fromEntries(told)).to.deep.equal(titles);
    });
  }

  it('is what every screen calls it', () => {
    const [sbp, card] = [{ kind: 'sbp', title: 'СБП' } as const, stripe('unknown')];
    const [id, at] = [1n, new Date()];
    const renewals = { renewed: [], taken: [], named: false };
    const texts = languages.map((language) => {
      const t = translate(language);
      const { text, buttons } = saved.render({ methods: [{ ...sbp, id }], providers: [] }, t);
      const more = { id, savedAt: at, paidAt: null, isDefault: true, ...renewals };
      return [
        text,
        buttons[0]![0]!.text,
        method.render({ ...sbp, ...more }, t).text,
        removal.render({ ...sbp, id, ...renewals }, t).text,
        renewed.render({ subscriptionId: id, number: 1, amount: money(1n, 'RUB'), method: card, end: at }, t)
          .text,
      ];
    });
    const [ru, en] = texts as [string[], string[]];
    for (const text of ru.slice(0, 4)) expect(text).to.include('СБП');
    for (const text of en.slice(0, 4)) expect(text).to.include('SBP').and.not.include('СБП');
    expect(ru[4]).to.include('Карта •• 4444');
    expect(en[4]).to.include('Card •• 4444');
  });
});

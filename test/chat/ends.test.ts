import { expect } from 'chai';
import type { Language } from '../../src/domain/language.js';
import expiring from '../../src/chat/screens/expiring.js';
import renewal from '../../src/chat/screens/renewal.js';
import { createTranslators } from '../../src/chat/translate.js';
import { money } from '../../src/domain/money.js';

const translate = createTranslators('Europe/Moscow');
const end = new Date('2026-11-20T12:00:00Z');

describe('what is said of an end', () => {
  const dayAfter = { id: 1n, number: 2, moment: 'after1', end, daysLeft: 0, supportUrl: null } as const;

  it('names the subscription that it is of, a day later as well', () => {
    const textOf = (language: Language, isTrial: boolean) =>
      expiring.render({ ...dayAfter, isTrial }, translate(language)).text;
    expect(textOf('ru', false)).to.include('Подписка № 2 закончилась день назад');
    expect(textOf('en', false)).to.include('Your subscription No. 2 ended a day ago');
    expect(textOf('ru', true)).to.include('Пробный период закончился день назад');
    expect(textOf('en', true)).to.include('Your trial ended a day ago');
  });

  it('is that it has been, where a charge did not come in time', () => {
    const run = {
      provider: 'stars',
      price: money(150n, 'XTR'),
      term: { months: 0, days: 30 },
      next: end,
      state: 'failed',
      mayResume: false,
      triesOnce: false,
      priceNow: null,
    } as const;
    const state = { id: 1n, number: 1, end, on: null, isOffered: true, runBy: null, run };
    const textOf = (language: Language, isOver: boolean) =>
      renewal.render({ ...state, isOver }, translate(language)).text;
    expect(textOf('ru', false)).to.include('Подписка активна до <b>20');
    expect(textOf('ru', true)).to.include('Подписка была активна до <b>20');
    expect(textOf('en', true)).to.include('The subscription was active until <b>');
  });
});

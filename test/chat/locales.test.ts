import { readdirSync, readFileSync } from 'node:fs';
import { FluentResource } from '@fluent/bundle';
import { expect } from 'chai';
import { createTranslators } from '../../src/chat/translate.js';
import { languages, type Language } from '../../src/domain/language.js';
import { renewalWhys } from '../../src/chat/screens/renewaltrouble.js';
import { appPlatforms } from '../../src/domain/apps.js';
import { movements } from '../../src/domain/movement.js';
import { giftRefusals, giftStates } from '../../src/domain/gift.js';
import { promoRefusals } from '../../src/domain/promo.js';
import { declines } from '../../src/domain/saved-method.js';
import { paymentStates } from '../../src/domain/payment.js';
import { operatorCommands } from '../../src/jobs/bot.configure.js';
import { providerDefinitions } from '../../src/payments/registry.js';
import { emulated } from '../support/providers.js';

const source = new URL('../../src/', import.meta.url);
const translate = createTranslators('Europe/Moscow');

/** Each key of a language with the names of its variables. */
function textsOf(language: Language): Map<string, string[]> {
  const { body } = new FluentResource(readFileSync(new URL(`locales/${language}.ftl`, source), 'utf8'));
  return new Map(body.map(({ id, value }) => [id, [...new Set(variablesIn(value))].toSorted()]));
}

function variablesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'var' && 'name' in node) return [String(node.name)];
  return Object.values(node).flatMap(variablesIn);
}

const texts = new Map(languages.map((language) => [language, textsOf(language)]));
const [ru, en] = languages.map((language) => texts.get(language)!) as [
  Map<string, string[]>,
  Map<string, string[]>,
];

const figureTexts =
  'about money money-title back payments people people-title system system-title due oldest parked review uncounted today week month total'.split(
    ' ',
  );

const repeating = [...emulated].flatMap(([id, { mandates }]) => (mandates ? [{ id, mandates }] : []));

/** Keys that are put together from values which the code lists. */
const dynamic: readonly [string, readonly string[]][] = [
  ['provider-', providerDefinitions.map(({ id }) => id)],
  ['card-', [...emulated].flatMap(([id, { saved }]) => (saved ? [id] : []))],
  ['repeat-provider-', repeating.map(({ id }) => id)],
  ['repeat-first-', repeating.flatMap(({ id, mandates }) => (mandates.asksFirst ? [id] : []))],
  ['state-', paymentStates.map((state) => state.replaceAll('_', '-'))],
  ['platform-', appPlatforms],
  ['promo-refused-', promoRefusals],
  ['renewal-trouble-', renewalWhys],
  ['decline-', declines.map((decline) => decline.replaceAll('_', '-'))],
  ['gift-refused-', giftRefusals],
  ['gifts-', [...giftStates, 'text', 'none', 'new']],
  ['command-', operatorCommands],
  ['figures-', figureTexts],
  ['movement-', movements],
];

const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox'))
  .map((file) => readFileSync(new URL(file, source), 'utf8'))
  .join('\n');

describe('the texts', () => {
  it('have the same keys and the same variables in both languages', () => {
    expect(Object.fromEntries(en)).to.deep.equal(Object.fromEntries(ru));
    expect(ru.size).to.be.greaterThan(100);
  });

  it('are all there that the code names', () => {
    const calls = [...code.matchAll(/\bt(?:\.plain)?\(([^()`]*?)[,)]/gs)].flatMap(([, first]) =>
      [...first!.matchAll(/'([^']+)'/g)].map(([, key]) => key!),
    );
    expect(calls.length).to.be.greaterThan(90);
    expect(calls.filter((key) => !ru.has(key))).to.deep.equal([]);
  });

  it('are all named by the code', () => {
    const literals = new Set([...code.matchAll(/'([a-z][a-z0-9-]*)'/g)].map(([, literal]) => literal));
    const composed = new Set(dynamic.flatMap(([prefix, values]) => values.map((value) => prefix + value)));
    expect([...ru.keys()].filter((key) => !literals.has(key) && !composed.has(key))).to.deep.equal([]);
  });

  it('have a word for every provider, payment state, platform and command, and for no other', () => {
    expect([...emulated.keys()]).to.deep.equal(providerDefinitions.map(({ id }) => id));
    for (const [prefix, values] of dynamic) {
      const known = [...ru.keys()].filter((key) => key.startsWith(prefix));
      expect(known.toSorted(), prefix).to.deep.equal(values.map((value) => prefix + value).toSorted());
    }
  });

  it('fit where Telegram shows them', () => {
    for (const language of languages) {
      const t = translate(language);
      for (const key of ru.keys()) {
        const limit = key.startsWith('toast-') ? 200 : key.startsWith('command-') ? 256 : null;
        if (limit === null) continue;
        expect(t.plain(key).length, `${language} ${key}`).to.be.within(1, limit);
        expect(t.plain(key), `${language} ${key}`).not.to.match(/[<>]|&\w+;/);
      }
    }
  });

  it('refuse a key that is not there, and a variable that was not given', () => {
    expect(() => translate('en')('no-such-key')).to.throw('no text "no-such-key" in en');
    expect(() => translate('ru')('payment-pay')).to.throw('payment-pay');
  });
});

describe('plurals', () => {
  const counts = [0, 1, 2, 5, 11, 21, 101, 111];
  const days = {
    ru: ['0 дней', '1 день', '2 дня', '5 дней', '11 дней', '21 день', '101 день', '111 дней'],
    en: ['0 days', '1 day', '2 days', '5 days', '11 days', '21 days', '101 days', '111 days'],
  };
  const months = {
    ru: ['1 месяц', '2 месяца', '5 месяцев', '11 месяцев', '21 месяц', '101 месяц', '111 месяцев'],
    en: ['1 month', '2 months', '5 months', '11 months', '21 months', '101 months', '111 months'],
  };
  const devices = {
    ru: ['1 устройство', '2 устройства', '5 устройств', '11 устройств', '21 устройство'],
    en: ['1 device', '2 devices', '5 devices', '11 devices', '21 devices'],
  };

  for (const language of languages) {
    const t = translate(language);

    it(`are right for days in ${language}`, () => {
      const sentences: ((count: number) => string)[] = [
        (count) => t('term', { months: 0, days: count }),
        (count) => t('trial-text', { days: count }),
        (count) => t('home-active', { date: '1', days: count }),
        (count) => t('subscription-active', { date: '1', days: count }),
      ];
      for (const say of sentences) {
        for (const [index, count] of counts.entries()) {
          expect(say(count)).to.match(new RegExp(`(^|[\\s(])${days[language][index]}(?!\\p{L})`, 'u'));
        }
      }
    });

    it(`are right for months and devices in ${language}`, () => {
      const term = counts.slice(1).map((count) => String(t('term', { months: count, days: 0 })));
      expect(term).to.deep.equal(months[language]);
      const limit = counts.slice(1, 6).map((count) => t('limits-devices', { count }).replace('📱 ', ''));
      expect(limit).to.deep.equal(devices[language]);
    });

    it(`are right for how often something is charged in ${language}`, () => {
      const rhythms = {
        ru: ['каждый день', 'каждые 2 дня', 'каждые 5 дней', 'каждые 11 дней', 'каждый 21 день'],
        en: ['every day', 'every 2 days', 'every 5 days', 'every 11 days', 'every 21 days'],
      };
      const said = counts.slice(1, 6).map((count) => t.plain('rhythm', { months: 0, days: count }));
      expect(said).to.deep.equal(rhythms[language]);
    });
  }
});

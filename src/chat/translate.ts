import { readFileSync } from 'node:fs';
import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import { formatDecimal, type Money } from '../domain/money.js';

export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

export interface Translator {
  /** The text of a key; every string among the variables is escaped for HTML. */
  (key: string, variables?: Record<string, string | number | bigint>): string;
  readonly language: Language;
  /** "25 декабря 2026", in the shop's time zone. */
  date(at: Date): string;
  /** "25 декабря, 14:05" */
  time(at: Date): string;
  /** "1 290 ₽", "12.50 €" */
  money(amount: Money): string;
  /** "12,5 ГБ" */
  bytes(count: bigint): string;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => entities[c]!);
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Reads a language's texts once. */
export function loadBundle(language: Language): FluentBundle {
  const source = readFileSync(new URL(`../locales/${language}.ftl`, import.meta.url), 'utf8');
  const bundle = new FluentBundle(language, { useIsolating: false });
  const [fault] = bundle.addResource(new FluentResource(source));
  if (fault) throw fault;
  return bundle;
}

/** Translators of all languages; dates are told in `timezone`. */
export function createTranslators(timezone: string): (language: Language) => Translator {
  const made = new Map(languages.map((language) => [language, createTranslator(language, timezone)]));
  return (language) => made.get(language)!;
}

function createTranslator(language: Language, timeZone: string): Translator {
  const bundle = loadBundle(language);
  const date = new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  const t = (key: string, variables: Record<string, string | number | bigint> = {}): string => {
    const pattern = bundle.getMessage(key)?.value;
    if (!pattern) throw new Error(`no text "${key}" in ${language}`);
    const errors: Error[] = [];
    const text = bundle.formatPattern(pattern, fluent(variables), errors);
    if (errors[0]) throw new Error(`text "${key}" in ${language}: ${errors[0].message}`);
    return text;
  };
  return Object.assign(t, {
    language,
    date: (at: Date) => date.format(at).replace(/ г\.$/, ''),
    time: (at: Date) => time.format(at),
    money: (amount: Money) => formatMoney(amount, language),
    bytes: (count: bigint) => t('gigabytes', { count: number.format(Number(count) / 1024 ** 3) }),
  });
}

function fluent(variables: Record<string, string | number | bigint>): Record<string, FluentVariable> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? escape(value) : new FluentNumber(Number(value)),
    ]),
  );
}

const symbols = { RUB: '₽', USD: '$', EUR: '€', XTR: '⭐' } as const;

function formatMoney(amount: Money, language: Language): string {
  const [whole = '0', fraction] = formatDecimal(amount).split('.');
  const separator = language === 'ru' ? ',' : '.';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'ru' ? ' ' : ',');
  const cents = fraction === undefined || /^0+$/.test(fraction) ? '' : separator + fraction;
  return `${grouped}${cents} ${symbols[amount.currency]}`;
}

import { readFileSync } from 'node:fs';
import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import { languages, type Language } from '../domain/language.js';
import { formatDecimal, type Money } from '../domain/money.js';

declare const html: unique symbol;
/** Text with markup: what Telegram reads as HTML. */
export type Html = string & { readonly [html]: true };
/** Text that is shown as it is, in buttons, toasts, commands and receipts: an entity in it would be seen. */
export type Plain = string & { readonly [html]?: never };

type Variables = Readonly<Record<string, Plain | number | bigint>>;

export interface Translator {
  /** The text of a key; every string among the variables is escaped for HTML. */
  (key: string, variables?: Variables): Html;
  /** The same where no HTML is read. */
  readonly plain: (key: string, variables?: Variables) => Plain;
  readonly language: Language;
  /** "25 декабря 2026", in the shop's time zone. */
  date(at: Date): string;
  /** The same of a UTC day, "2026-12-25", whatever the zone. */
  day(day: string): string;
  /** "25 декабря, 14:05" */
  time(at: Date): string;
  /** "1 290 ₽", "12.50 €" */
  money(amount: Money): string;
  /** "12,5 ГБ" */
  bytes(count: bigint): string;
}

/** Reads a language's texts once. */
function loadBundle(language: Language): FluentBundle {
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
  const inWords = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const date = new Intl.DateTimeFormat(language, { ...inWords, timeZone });
  const day = new Intl.DateTimeFormat(language, { ...inWords, timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23', // `hour12: false` tells midnight as 24:05 in English
  });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  const text = (key: string, variables: Variables, safe: (text: string) => string): string => {
    const pattern = bundle.getMessage(key)?.value;
    if (!pattern) throw new Error(`no text "${key}" in ${language}`);
    const errors: Error[] = [];
    const found = bundle.formatPattern(pattern, fluent(variables, safe), errors);
    if (errors[0]) throw new Error(`text "${key}" in ${language}: ${errors[0].message}`);
    return found;
  };
  const t = (key: string, variables: Variables = {}) =>
    text(key, variables, (given) => escape(tidy(given))) as Html;
  const plain = (key: string, variables: Variables = {}): Plain => text(key, variables, tidy);
  return Object.assign(t, {
    plain,
    language,
    date: (at: Date) => bare(date.format(at)),
    day: (of: string) => bare(day.format(new Date(of))),
    time: (at: Date) => time.format(at),
    money: (amount: Money) => formatMoney(amount, language),
    bytes: (count: bigint) => plain('gigabytes', { count: number.format(Number(count) / 1024 ** 3) }),
  });
}

const bare = (date: string): string => date.replace(/ г\.$/, '');

function fluent(variables: Variables, safe: (text: string) => string): Record<string, FluentVariable> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? safe(value) : new FluentNumber(Number(value)),
    ]),
  );
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => entities[c]!);
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Of a message's 4096. Nothing honest is longer. */
const longestVariable = 600;

/** Without what breaks a message or turns its words around: controls, halves of characters, overrides of direction. */
function tidy(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  if (clean.length <= longestVariable) return clean;
  return `${clean.slice(0, longestVariable).replace(/\p{Cs}$/u, '')}…`;
}

const symbols = { RUB: '₽', USD: '$', EUR: '€', XTR: '⭐' } as const;

function formatMoney(amount: Money, language: Language): string {
  const [whole = '0', fraction] = formatDecimal(amount).split('.');
  const separator = language === 'ru' ? ',' : '.';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'ru' ? ' ' : ',');
  const cents = fraction === undefined || /^0+$/.test(fraction) ? '' : separator + fraction;
  return `${grouped}${cents} ${symbols[amount.currency]}`;
}

import { localeFor, wordsFor } from './words.js';

const formats = new Map();
function format(language, options) {
  const key = `${language}${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(localeFor(language), options));
  return formats.get(key);
}

const at = (seconds) => new Date(seconds * 1_000);

export const clock = (seconds, language) =>
  format(language, { hour: '2-digit', minute: '2-digit' }).format(at(seconds));

/** "Today", "Yesterday", "5 October". */
export function day(seconds, language) {
  const words = wordsFor(language);
  const days = Math.round((midnight(new Date()) - midnight(at(seconds))) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const options = { day: 'numeric', month: 'long', ...(days > 300 ? { year: 'numeric' } : {}) };
  return format(language, options).format(at(seconds));
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
export const isSameDay = (one, other) => midnight(at(one)) === midnight(at(other));

/** A time inside a message, as the bot asked for it: r, or w, d or D, t or T; in the reader's zone and language. */
export function written(seconds, wish, language) {
  if (wish.includes('r')) return relative(seconds, language);
  const options = {
    ...(wish.includes('w') ? { weekday: 'long' } : {}),
    ...(wish.includes('d') ? { dateStyle: 'short' } : {}),
    ...(wish.includes('D') ? { dateStyle: 'long' } : {}),
    ...(wish.includes('t') ? { timeStyle: 'short' } : {}),
    ...(wish.includes('T') ? { timeStyle: 'medium' } : {}),
  };
  const { weekday, ...styles } = options;
  const parts = [weekday ? { weekday } : null, Object.keys(styles).length > 0 ? styles : null];
  return parts
    .filter(Boolean)
    .map((each) => format(language, each).format(at(seconds)))
    .join(', ');
}

function relative(seconds, language) {
  const left = seconds - Date.now() / 1_000;
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = units.find(([, each]) => Math.abs(left) >= each) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(localeFor(language), { numeric: 'auto' }).format(
    Math.round(left / size),
    unit,
  );
}

export function bytes(count) {
  if (count < 1_024) return `${count} B`;
  return count < 1_048_576 ? `${(count / 1_024).toFixed(1)} KB` : `${(count / 1_048_576).toFixed(1)} MB`;
}

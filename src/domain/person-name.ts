/** Stems that nobody is called by, wherever they stand in a name, also across its words. */
const stems = [
  'telegram telegran telegarm telagram notificat moderat official administrat',
  'podderzh podderj bezopasn uvedomlen',
  'телеграм поддержк техподдерж уведомлен безопасн модератор модераци официальн администра',
]
  .join(' ')
  .split(' ');

/** Words that are no name when they stand alone; Abuzar, Reporter and Supatra are. */
const words = [
  'service services system security safety spam abuse report review compliance',
  'admin moder support supports supportbot supportteam helpdesk',
  'служба служебный служебное система жалоба жалобы админ модер саппорт суппорт',
]
  .join(' ')
  .split(' ');

const links = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/giu,
  /(?<![\p{L}\p{N}])(?:www\.\S+|(?:t|telegram)\.(?:me|dog|org)\b\S*)/giu,
  /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|net|org|info|me|io|ru|su|рф|bot|app|shop|site|xyz|link|pro|dev|online)(?![\p{L}\p{N}])\S*/giu,
  /@\w+/gu,
  /@|:\/\//gu,
];

/** Of a name's characters; Telegram's own limit. */
const longest = 64;

/**
 * A first name as others may be shown it: without links, mentions and what cannot be seen. Null where nothing is left,
 * or where it poses as Telegram, as support or as those who run the shop, however it is spelled. For names only: a
 * username is an address, and is kept as it is.
 */
export function personName(given: string): string | null {
  let name = given
    .slice(0, 4 * longest)
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
  for (const link of links) name = name.replace(link, ' ');
  name = Array.from(name.replace(/\s+/gu, ' ').trim()).slice(0, longest).join('').trim();
  return /[\p{L}\p{N}\p{S}]/u.test(name) && !poses(name) ? name : null;
}

/** Written with what looks like it, in one alphabet or the other. */
function poses(name: string): boolean {
  return folds.some(({ fold, stems: known, words: alone }) => {
    const parts = fold(name).split(/[^\p{L}\p{N}]+/u);
    const spelled = parts.join(' ').replace(/(?<=(?:^| )\S) (?=\S(?: |$))/gu, ''); // "s u p p o r t"
    const joined = parts.join('');
    return (
      known.some((stem) => joined.includes(stem) || squeeze(joined).includes(squeeze(stem))) ||
      [...parts, ...spelled.split(' ')].some((part) => alone.has(squeeze(part)))
    );
  });
}

/** "Suppport" is "support". */
const squeeze = (text: string): string => text.replace(/(.)\1+/gu, '$1');

const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();

const toLatin = new Map(
  Object.entries({ а: 'a', в: 'b', с: 'c', е: 'e', н: 'h', к: 'k', м: 'm', о: 'o', р: 'p', т: 't', х: 'x', у: 'y', і: 'l', ѕ: 's', ј: 'j', г: 'r', л: 'l', д: 'd', п: 'n', α: 'a', ε: 'e', ο: 'o', ρ: 'p', τ: 't', 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's', '|': 'l', '!': 'l', i: 'l' }), // prettier-ignore
);
const toCyrillic = new Map(
  Object.entries({ a: 'а', b: 'в', c: 'с', e: 'е', h: 'н', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у', r: 'г', n: 'п', u: 'и', 0: 'о', 3: 'з', 4: 'а', 6: 'б', α: 'а', ο: 'о', ρ: 'р' }), // prettier-ignore
);

const folding = (map: ReadonlyMap<string, string>) => (text: string) =>
  Array.from(bare(text), (letter) => map.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm');

/** What is sought is folded like what is searched. */
const folds = [folding(toLatin), folding(toCyrillic)].map((fold) => ({
  fold,
  stems: stems.map(fold),
  words: new Set(words.map((word) => squeeze(fold(word)))),
}));

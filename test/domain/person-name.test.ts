import { expect } from 'chai';
import * as fc from 'fast-check';
import { personName } from '../../src/domain/person-name.js';

describe('a name that others are shown', () => {
  const honest = [
    "Анна|Мария-Луиза|O'Brien|Жан Жак|José|李小龙|محمد|Іван|Ёжик|X Æ A-12|🦊|J|Абузар",
    'Reporter|Supatra|Rasup Porter|Телегин|Модест|Safiya|Tmenov|Nightgown|Admir|Servando',
    'Игорь 🚀|Anna.K|100%|Оператор|Bernard|Жалейка',
  ].flatMap((line) => line.split('|'));
  for (const name of honest) {
    it(`is what it is: ${name}`, () => expect(personName(name)).to.equal(name));
  }

  const posing = [
    'Telegram|TELEGRAM Support|Теlеgrаm|T e l e g r a m|Te.le-gr_am|TeIegram|te1egram',
    '7elegram|Telegrarn|Telegarm|Ｔｅｌｅｇｒａｍ|Tĕlĕgrăm|Tele\u200bgram|𝐓𝐞𝐥𝐞𝐠𝐫𝐚𝐦|Telegrammm',
    'Support|VPN support|s.u.p.p.o.r.t|$upport|Support Team|Security|Admin|аdmin',
    'Official shop|Moderator|Поддержка|Служба поддержки|П о д д е р ж к а|Пoддepжкa',
    'Техподдержка|Телеграм|Тeлeгpaмм|Администратор|Администрация|Служба безопасности',
    'Уведомления|Podderzhka',
  ].flatMap((line) => line.split('|'));
  for (const name of posing) {
    it(`is none where it poses: ${name}`, () => expect(personName(name)).to.equal(null));
  }

  const cleaned: readonly [string, string | null][] = [
    ['Анна https://evil.example/x', 'Анна'],
    ['Анна t.me/evil', 'Анна'],
    ['Анна @evil_bot', 'Анна'],
    ['Анна tg://resolve?domain=evil', 'Анна'],
    ['Анна evil-shop.ru', 'Анна'],
    ['  Анна \n\t Мария ', 'Анна Мария'],
    ['\u202eаннА', 'аннА'],
    ['t.me/evil', null],
    ['@evil', null],
    ['', null],
    ['\0\u202e\u2066', null],
    ['...', null],
    ['я'.repeat(100), 'я'.repeat(64)],
  ];
  for (const [given, shown] of cleaned) {
    it(`loses links and what cannot be seen: ${JSON.stringify(given)}`, () =>
      expect(personName(given)).to.equal(shown));
  }

  const nasty = fc.array(
    fc.oneof(
      fc.constantFrom(
        '@',
        '://',
        't.me',
        '.',
        ' ',
        'http',
        'tg',
        '.ru',
        '/',
        '\0',
        '\u202e',
        '\u200b',
        'support',
        'я',
        '🦊',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  );
  it('is short, has no link in it and is not changed by being looked at again, whatever was given', () => {
    fc.assert(
      fc.property(nasty, (pieces) => {
        const name = personName(pieces.join(''));
        if (name === null) return;
        expect(Array.from(name).length).to.be.within(1, 64);
        expect(name).not.to.match(/@|:\/\/|(?<![\p{L}\p{N}])t\.me(?![\p{L}\p{N}_])|\p{Cc}|\p{Cs}|\u202e/u);
        expect(personName(name)).to.equal(name);
      }),
      { numRuns: 2_000 },
    );
  });

  const alike: Record<string, readonly string[]> = {
    t: ['t', 'T', 'т', 'Т', '7', 'τ'],
    e: ['e', 'E', 'е', 'Е', '3', 'é'],
    l: ['l', 'L', 'I', '1', '|'],
    a: ['a', 'A', 'а', '4', 'ä'],
    m: ['m', 'M', 'м', 'rn'],
    s: ['s', 'S', '$', '5', 'ѕ'],
    o: ['o', 'O', '0', 'о', 'ö'],
    p: ['p', 'P', 'р', 'Р'],
  };
  const disguised = fc
    .constantFrom('telegram', 'support')
    .chain((word) =>
      fc.tuple(
        fc.tuple(...Array.from(word, (letter) => fc.constantFrom(...(alike[letter] ?? [letter])))),
        fc.constantFrom('', '', '.', ' ', '-', '_', '\u200b', '\u00ad'),
        fc.constantFrom('', ' Анна', ' 🔒'),
      ),
    );
  it('is none for any disguise of what it may not be', () => {
    fc.assert(
      fc.property(disguised, ([letters, between, after]) => {
        const name = letters.join(between) + after;
        expect(personName(name), name).to.equal(null);
      }),
      { numRuns: 2_000 },
    );
  });
});

import { expect } from 'chai';
import { createTranslators } from '../../src/chat/translate.js';

const translate = createTranslators('Europe/Moscow');

describe('a translator', () => {
  const t = translate('en');

  it('escapes what came from outside for messages, and leaves it alone for buttons', () => {
    expect(t('apps-open', { app: '<b>A & "B"</b>' })).to.equal(
      'Open in &lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;',
    );
    expect(t.plain('apps-open', { app: '<b>A & "B"</b>' })).to.equal('Open in <b>A & "B"</b>');
  });

  it('takes out what breaks a message or turns it around', () => {
    const name = 'a\0b\u202ec\ud800d';
    expect(t('apps-open', { app: name })).to.equal('Open in a b c d');
    expect(t('apps-open', { app: '👩‍👩‍👧 שלום' })).to.equal('Open in 👩‍👩‍👧 שלום');
  });

  it('shortens what no message could hold, between characters', () => {
    const long = t('apps-open', { app: `x${'😀'.repeat(5_000)}` });
    expect(long.length).to.be.lessThan(620);
    expect(long).to.match(/😀…$/u);
  });

  it('tells a UTC day as that day, also where it is the next one by then', () => {
    const [kamchatka, honolulu] = ['Asia/Kamchatka', 'Pacific/Honolulu'].map((zone) =>
      createTranslators(zone)('ru'),
    );
    for (const far of [kamchatka!, honolulu!]) expect(far.day('2026-11-25')).to.equal('25 ноября 2026');
  });

  it('tells money and dates as the language does', () => {
    const dear = { minor: 1_290_00n, currency: 'RUB' } as const;
    const odd = { minor: 1_234_567_50n, currency: 'RUB' } as const;
    expect([t.money(dear), t.money(odd)]).to.deep.equal(['1,290 ₽', '1,234,567.50 ₽']);
    const russian = translate('ru');
    expect([russian.money(dear), russian.money(odd)].map((text) => text.replace(/\s/g, ' '))).to.deep.equal([
      '1 290 ₽',
      '1 234 567,50 ₽',
    ]);
    const newYear = new Date('2026-12-31T22:30:00Z');
    expect(t.date(newYear)).to.equal('January 1, 2027');
    expect(russian.date(newYear)).to.equal('1 января 2027');
    expect(russian.bytes(13_421_772_800n)).to.equal('12,5 ГБ');
  });

  it('begins a day at 00:05, not at 24:05', () => {
    const midnight = new Date('2026-12-31T21:05:00Z');
    expect(t.time(midnight)).to.equal('January 1 at 00:05');
    expect(translate('ru').time(midnight)).to.equal('1 января в 00:05');
  });
});

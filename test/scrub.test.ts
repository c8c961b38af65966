import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Never } from '../src/domain/errors.js';
import { hideLinksLike, keepSecret, scrub, scrubText } from '../src/scrub.js';

describe('the scrubber', () => {
  it('hides what looks like a secret, whatever stands around it', () => {
    const cases: [string, string][] = [
      [`POST https://api.telegram.org/bot123456789:${'A'.repeat(35)}/sendMessage`, 'A'.repeat(35)],
      ['postgres://getpro:hunter2hunter2@db:5432/getpro', 'hunter2'],
      ['{"password":"correct-horse"}', 'correct-horse'],
      ['api_key = sk_live_12345', 'sk_live_12345'],
      ['Authorization: Bearer eyJhbGciOi.J9', 'eyJhbGciOi'],
      ['GET https://sub.example/sub/SWWE-ZSQfvY', 'SWWE-ZSQfvY'],
      ['400: {"receipt":{"customer":{"email":"Vera.P+vpn@mail.example"}}}', 'Vera.P'],
      ['to=vera%2Bvpn@mail.example&x', 'vpn@mail.example'],
      [`${'x'.repeat(200)}=Vera.P@mail.example`, 'Vera.P'],
      [`${'x'.repeat(200)}Vera.P@mail.example`, 'Vera.P'],
      [`'Vera@mail.example'Ivan@mail.example`, 'Ivan'],
      [`${'1'.repeat(40)}:${'A'.repeat(35)}`, 'A'.repeat(35)],
      [`${'x'.repeat(40)}://getpro:hunter2hunter2@db`, 'hunter2'],
      ['/open/happ/7b1f1f0e-9c3f-4f3e-8a43-0d3b5e1f2a77', '7b1f1f0e'],
    ];
    for (const [text, secret] of cases) expect(scrubText(text), text).not.to.contain(secret);
  });

  it('hides the values of the settings that are secret, and leaves short words alone', () => {
    keepSecret(['a-very-own-panel-key', 'short']);
    expect(scrubText('with a-very-own-panel-key and short')).to.equal('with <secret> and short');
  });

  it('hides every address at the host of a connection link, once one is known', () => {
    expect(scrubText('see https://links.example/c7Qa')).to.contain('c7Qa');
    hideLinksLike('https://links.example/SWWE-ZSQfvY-c7Qa');
    expect(scrubText('see "https://links.example/c7Qa", https://links.example/x y')).to.equal(
      'see "https://links.example/<link>", https://links.example/<link> y',
    );
  });

  it('takes a word of a mebibyte, whatever it looks like', function () {
    this.timeout(60_000);
    const marks = ['x@', 'x@y.', 'x://', '12345:', 'token=', 'Bearer ', '/sub/', '/open/x/'];
    const lettersAfter = ['x@', 'x@y.', 'x://', '1234567:', '/sub/', '/open/'];
    const spacesAfter = ['token', 'token=', 'Bearer'];
    const words = [
      ...['a', '7', '.', 'a.', '-', ...marks].map((part) => ['', part] as const),
      ...lettersAfter.map((begin) => [begin, 'a'] as const),
      ...spacesAfter.map((begin) => [begin, ' '] as const),
    ];
    for (const [begin, part] of words) {
      const word = begin + part.repeat(1_048_576 / part.length);
      // Cut off, since one that is read anew from each of its letters would take minutes.
      const scrubWord = () =>
        runInNewContext('scrub()', { scrub: () => scrubText(word) }, { timeout: 3_000 });
      expect(scrubWord, `${begin}${part}${part}…`).not.to.throw();
    }
  });

  it('tells our own errors by their code, and no error at length', () => {
    expect(scrub(new Never('payment.odd', 'asked 2, got 1'))).to.equal('payment.odd: asked 2, got 1');
    expect(scrub(new Error('x'.repeat(2_000)))).to.have.length(500);
  });
});

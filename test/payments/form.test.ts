import { expect } from 'chai';
import { readForm } from '../../src/payments/form.js';
import { MalformedWebhook } from '../../src/webhook.js';

const read = (text: string) => readForm('x', Buffer.from(text));
const part = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

describe('a form', () => {
  it('is read from a query or an urlencoded body', () => {
    expect(read('a=1&b=%D1%8F+x&c=')).to.deep.equal({ a: '1', b: 'я x', c: '' });
  });

  it('is read from a multipart body, each value as it stands', () => {
    const file =
      '--b\r\nContent-Disposition: form-data; filename="f"; name="file"\r\nContent-Type: a/b\r\n\r\nя\r\n';

    expect(
      read(`${part('a', '1+%20')}${part('b', 'x\r\n--c\r\n')}${file}${part('d', '')}--b--\r\n`),
    ).to.deep.equal({
      a: '1+%20',
      b: 'x\r\n--c\r\n',
      file: 'я',
      d: '',
    });
  });

  for (const [what, text] of [
    ['a field that comes twice', 'a=1&b=2&a=1'],
    ['a part that comes twice', `${part('a', '1')}${part('a', '2')}--b--`],
    ['a cut-off end', part('a', '1')],
    ['a cut-off part', '--b\r\nContent-Disposition: form-data; name="a"\r\n--b--'],
    ['a part without a name', '--b\r\nContent-Disposition: form-data; filename="a"\r\n\r\n1\r\n--b--'],
    ['a value that runs into the boundary', `${part('a', '1\r\n--bx')}--b--`],
    ['no boundary', '--'],
    ['a boundary without end', `--${'b'.repeat(71)}\r\n`],
  ] as const) {
    it(`with ${what} is malformed`, () => {
      expect(() => read(text)).to.throw(MalformedWebhook);
    });
  }

  it('keeps names that mean something to JavaScript as names', () => {
    const form = read('__proto__=1&constructor=2');

    expect(Object.entries(form)).to.deep.equal([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

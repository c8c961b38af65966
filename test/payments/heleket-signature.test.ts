import { expect } from 'chai';
import { heleket } from '../../src/payments/heleket.js';
import { signatureOf } from '../../src/payments/heleket-signature.js';
import { InvalidSignature } from '../../src/webhook.js';
import { offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const merchant = '8b03432e-385b-4670-8d06-064591096795';
const signedWith = (text: string, sign: string): string => `${text.slice(0, -1)},"sign":"${sign}"}`;

describe('what Heleket signs', () => {
  const verifies = (key: string, text: string) => {
    const { webhook } = offer(heleket, {
      HELEKET_MERCHANT_ID: merchant,
      HELEKET_API_KEY: key,
      HELEKET_ALLOWED_NETWORKS: 'any',
    });
    return () => webhook?.verify({ raw: Buffer.from(text), headers: {}, ip: '203.0.113.7' });
  };

  const vectors = vectorsOf('heleket');
  for (const { what, key, input, expected, negative, wireBody } of vectors) {
    if (negative) {
      it(`refuses the vector "${what}"`, () => {
        expect(signatureOf(input, key)).to.equal(expected);
        const genuine = vectors.find((other) => other.input.replaceAll('\\/', '/') === input);
        const body = String(genuine?.wireBody).replace(String(genuine?.expected), String(expected));
        expect(body).to.include(String(expected));
        expect(verifies(key, body)).to.throw(InvalidSignature);
      });
    } else {
      it(`computes, and takes where it is of a notification, the vector "${what}"`, () => {
        expect(signatureOf(input, key)).to.equal(expected);
        if (typeof wireBody === 'string') verifies(key, wireBody)();
      });
    }
  }

  const key = 'mdUpKey123';
  const text = '{"uuid":"x","status":"paid","u":"a\\/b","n":0.07700000,"1":"z","0":[]}';
  const sign = signatureOf(text, key);

  it('is found wherever the signature stands in the body', () => {
    verifies(key, signedWith(text, sign))();
    verifies(key, `{"sign":"${sign}",${text.slice(1)}`)();
    verifies(key, text.replace(',"u"', `,"sign":"${sign}","u"`))();
    verifies(key, `{"sign":"${signatureOf('{}', key)}"}`)();
  });

  it('is not taken from within another field', () => {
    const nested = '{"a":{"sign":"x"},"b":"\\"sign\\":","c":"}]"}';
    verifies(key, signedWith(nested, signatureOf(nested, key)))();
    expect(verifies(key, `{"a":{"sign":"${signatureOf('{"a":{}}', key)}"}}`)).to.throw(InvalidSignature);
  });

  it('is still known when somebody on the way wrote the same JSON with spaces and plain slashes', () => {
    const php = '{"uuid":"x","u":"a\\/b\\u2028c","e":"é😀"}';
    const spaced = JSON.stringify({ ...(JSON.parse(php) as object), sign: signatureOf(php, key) }, null, 2);
    verifies(key, spaced)();
  });

  for (const [what, body] of [
    ['altered', signedWith(text.replace('paid', 'fail'), sign)],
    ['of another key', signedWith(text, signatureOf(text, 'other'))],
    ['without a signature', text],
    ['with an empty one', signedWith(text, '')],
    ['with a number for one', `${text.slice(0, -1)},"sign":1}`],
    ['with two signatures', signedWith(signedWith(text, sign), sign)],
    ['with a doubled field', signedWith(`{"status":"paid_over",${text.slice(1)}`, sign)],
    ['with a doubled field, spelled otherwise', signedWith(`{"st\\u0061tus":"wrong",${text.slice(1)}`, sign)],
    ['that is a list', `[${signedWith(text, sign)}]`],
    ['that is no JSON', `${signedWith(text, sign)}}`],
  ] as const) {
    it(`refuses a notification ${what}`, () => {
      expect(verifies(key, body)).to.throw(InvalidSignature);
    });
  }

  it('refuses a doubled field also under the signature of its own text', () => {
    const doubled = '{"status":"cancel","status":"paid"}';
    expect(verifies(key, signedWith(doubled, signatureOf(doubled, key)))).to.throw(InvalidSignature);
  });

  it('comes from the published address', () => {
    const genuine = signedWith(text, sign);
    const published = offer(heleket, { HELEKET_MERCHANT_ID: merchant, HELEKET_API_KEY: key }).webhook;
    const raw = Buffer.from(genuine);

    published?.verify({ raw, headers: {}, ip: '31.133.220.8' });
    expect(() => published?.verify({ raw, headers: {}, ip: '91.227.144.54' })).to.throw(InvalidSignature);
  });
});

import { expect } from 'chai';
import { act, keeping, open, unpack } from '../src/buttons.js';

describe('the data of a button', () => {
  it('says again what was packed into it', () => {
    expect(unpack(open('payment', 17n))).to.deep.equal({
      kind: 'open',
      name: 'payment',
      args: ['17'],
      keeps: false,
    });
    expect(unpack(act('pay', 3n, 'yookassa'))).to.deep.equal({
      kind: 'act',
      name: 'pay',
      args: ['3', 'yookassa'],
      keeps: false,
    });
  });

  it('says as much under a message that stays, in as many bytes', () => {
    for (const data of [open('payment', 17n), act('pay', 3n, 'yookassa')]) {
      expect(keeping(data)).to.have.lengthOf(data.length);
      expect(unpack(keeping(data))).to.deep.equal({ ...unpack(data), keeps: true });
    }
  });

  it('refuses what would be read as something else, or would not fit', () => {
    expect(() => open('payment', '17:18')).to.throw('not fit for a button');
    expect(() => act('say', 'привет')).to.throw('not fit for a button');
    expect(() => act('pay', 'a'.repeat(30), 'b'.repeat(30))).to.throw('not fit for a button');
  });

  it('means nothing when it is forged or of another version', () => {
    const forged = ['', ':', '1', '1:o', '1:o:', '0:o:home', '2:o:home', '1:x:home', 'home', '1:o:home:<b>'];
    const hostile = ['1:o:../../etc', "1:a:pay:1';drop", '1:o:home:\0', `1:o:${'x'.repeat(41)}`, '💥'];
    for (const data of [...forged, ...hostile]) expect(unpack(data), data).to.equal(null);
  });
});

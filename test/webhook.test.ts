import { expect } from 'chai';
import { sameSecret } from '../src/webhook.js';

describe('two secrets', () => {
  it('are the same to the letter', () => {
    expect(sameSecret('secret', 'secret')).to.equal(true);
    for (const given of ['', 'secre', 'secret ', 'Secret', 'секрет']) {
      expect(sameSecret(given, 'secret'), given).to.equal(false);
    }
  });

  it('are not the same, and no fault, where what came is no text at all', () => {
    const odd = [undefined, null, 7, true, ['secret'], {}, { toString: 1 }, { toString: () => 'secret' }];
    for (const given of odd) expect(sameSecret(given, 'secret')).to.equal(false);
  });
});

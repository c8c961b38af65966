import { expect } from 'chai';
import { redisRemedyOf } from '../../src/main/cli/remedy.js';
import { sentenceOf } from '../../src/main/cli/sentence.js';
import { StartFault } from '../../src/retry-at-start.js';
import { Never } from '../../src/domain/errors.js';

describe('what an operator reads of a fault', () => {
  for (const [error, says] of [
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /^nothing answers .+ \(ECONNREFUSED\)$/],
    [
      Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
      /^the host in REDIS_URL is not known; .+/,
    ],
    [new Error('WRONGPASS invalid username-password pair'), /^Redis refuses the login or password/],
    [new Error('NOAUTH Authentication required.'), /^Redis refuses the login or password/],
    [new Error('no answer within 2000 ms'), /^Redis does not answer; .+ \(no answer within 2000 ms\)$/],
  ] as const)
    it(`is what to do about a Redis that says ${error.message}`, () => {
      expect(redisRemedyOf(error)).to.match(says);
    });

  it('is no class of ours or of others', () => {
    expect(sentenceOf(new StartFault('upgrade it'))).to.equal('upgrade it');
    expect(sentenceOf(new TypeError('fetch failed'))).to.equal('fetch failed');
    expect(sentenceOf(new Never('panel.x', 'it is too old'))).to.equal('panel.x: it is too old');
    expect(sentenceOf('just words')).to.equal('just words');
  });
});

import { expect } from 'chai';
import { isIn } from '../../src/domain/channel-member.js';

describe('whoever Telegram calls', () => {
  const cases: readonly [string, boolean | undefined, boolean][] = [
    ['creator', undefined, true],
    ['administrator', undefined, true],
    ['member', undefined, true],
    ['restricted', true, true],
    ['restricted', false, false],
    ['restricted', undefined, false],
    ['left', undefined, false],
    ['kicked', undefined, false],
    ['something new', true, false],
  ];
  for (const [status, is_member, expected] of cases) {
    it(`${status}${is_member === undefined ? '' : `, member ${is_member}`}, is ${expected ? '' : 'not '}in`, () =>
      expect(isIn({ status, is_member })).to.equal(expected));
  }
});

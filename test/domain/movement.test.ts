import { expect } from 'chai';
import { movementOf } from '../../src/domain/movement.js';

describe('what moved a balance', () => {
  for (const [key, minor, why] of [
    ['payment:7', 1n, 'topup'],
    ['payment:7', -1n, 'purchase'],
    ['order:7:held', -1n, 'held'],
    ['order:7:released', 1n, 'released'],
    ['order:7:part', -1n, 'purchase'],
    ['order:7:part:back', 1n, 'refund'],
    ['refund:7', 1n, 'refund'],
    ['refund:7', -1n, 'returned'],
    ['refund:7:held', -1n, 'returned'],
    ['refund:7:canceled', 1n, 'released'],
    ['promo:7', 1n, 'promo'],
    ['referral:7', 1n, 'reward'],
    ['referral:7:back', -1n, 'reward-back'],
    ['adjust:7', 1n, 'other'],
    ['', -1n, 'other'],
  ] as const) {
    it(`is ${why}, where ${minor > 0n ? 'it came' : 'it went'} by "${key}"`, () =>
      expect(movementOf(key, minor)).to.equal(why));
  }
});

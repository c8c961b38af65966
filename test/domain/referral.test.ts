import { expect } from 'chai';
import * as fc from 'fast-check';
import { money } from '../../src/domain/money.js';
import {
  invitationPayload,
  masked,
  readInvitation,
  rewardFor,
  usualRules,
} from '../../src/domain/referral.js';

describe('an invitation', () => {
  const read = (payload: string) => {
    const found = readInvitation(payload);
    return found && [found.code, found.telegramId];
  };

  it('is read as we make it, in either case, also of a code that begins with U', () => {
    expect(read('ref_uABCDEFGH9')).to.deep.equal(['ABCDEFGH9', null]);
    expect(read('ref_Uabcdefgh9')).to.deep.equal(['ABCDEFGH9', null]);
    expect(read('ref_uUBCDEFGH9')).to.deep.equal(['UBCDEFGH9', null]);
  });

  it('needs no "u", and is not cut where the code itself has one', () => {
    expect(read('ref_ABCDEFGH9')).to.deep.equal(['ABCDEFGH9', null]);
    expect(read('ref_UBCDEFGH9')).to.deep.equal(['UBCDEFGH9', null]);
  });

  it('may name a Telegram id; nine digits may be a code, too', () => {
    expect(read('ref_42')).to.deep.equal([null, 42n]);
    expect(read('ref_123456789')).to.deep.equal(['123456789', 123_456_789n]);
    expect(read('ref_u123456789')).to.deep.equal(['123456789', null]);
    expect(read('ref_4503599627370495')).to.deep.equal([null, 4_503_599_627_370_495n]);
  });

  it('is nothing else', () => {
    for (const payload of [
      'ref_',
      'ref_0',
      'ref_abc',
      'REF_uABCDEFGH9',
      'promo_ABCDEFGH9',
      'ref_uABCDEFGH99',
      'ref_-1',
    ])
      expect(read(payload), payload).to.equal(null);
  });

  it('is read from what we make of any code, and no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z0-9]{9}$/),
        (code) => readInvitation(invitationPayload(code))?.code === code,
      ),
    );
    fc.assert(fc.property(fc.string({ maxLength: 64 }), (text) => readInvitation(text) !== undefined));
  });
});

describe('a reward', () => {
  const price = money(1_990_99n, 'RUB');

  it('is the days of the period, of the shorter one in between, and none below the shortest', () => {
    const days = (months: number) => {
      const { inviterDays, friendDays } = rewardFor(usualRules, months, price);
      return [inviterDays, friendDays];
    };
    expect([0, 1, 2, 3, 6, 11, 12, 24].map(days)).to.deep.equal([
      [0, 0],
      [3, 1],
      [3, 1],
      [7, 3],
      [15, 7],
      [15, 7],
      [30, 15],
      [30, 15],
    ]);
  });

  it('by percent is money in place of the inviter’s days, rounded down; the friend’s stay', () => {
    expect(rewardFor({ ...usualRules, percent: 15 }, 3, price)).to.deep.equal({
      inviterDays: 0,
      friendDays: 3,
      money: money(298_64n, 'RUB'),
    });
    expect(rewardFor({ ...usualRules, percent: 1 }, 3, money(99n, 'XTR')).money).to.equal(null);
  });
});

it('a friend’s name is shown by its first letter alone', () => {
  expect([masked('Анна'), masked('👩‍👩‍👧 x'), masked(' '), masked(null)]).to.deep.equal([
    'А•••',
    '👩•••',
    '•••',
    '•••',
  ]);
});

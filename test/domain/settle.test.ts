import { expect } from 'chai';
import * as fc from 'fast-check';
import { money } from '../../src/domain/money.js';
import { paymentStates, type PaymentState } from '../../src/domain/payment.js';
import { isPaidAgain, judge, type Seen, type Settleable } from '../../src/domain/settle.js';

const price = money(199_00n, 'RUB');
const payment = (state: PaymentState, externalId: string | null = 'x1'): Settleable => ({
  externalId,
  state,
  isDecided: false,
  amount: price,
  owner: 42n,
});
const seen = (claim: Seen['claim'], more: Partial<Seen> = {}): Seen => ({
  externalId: 'x1',
  claim,
  amount: price,
  ours: true,
  ...more,
});

describe('a sighting of a payment', () => {
  for (const state of ['created', 'pending', 'canceled', 'expired', 'failed'] as const) {
    it(`that was paid pays it, though it was ${state}`, () => {
      expect(judge(payment(state), seen('succeeded'))).to.deep.equal({ to: 'succeeded' });
    });
  }

  for (const claim of ['canceled', 'expired', 'failed'] as const) {
    it(`that says ${claim} ends what is unfinished, and nothing else`, () => {
      expect(judge(payment('pending'), seen(claim))).to.deep.equal({ to: claim });
      const others = paymentStates.filter((state) => state !== 'created' && state !== 'pending');
      for (const state of others) expect(judge(payment(state), seen(claim)), state).to.equal(null);
    });
  }

  it('that is still pending says that it was opened, once', () => {
    expect(judge(payment('created', null), seen('pending'))).to.deep.equal({ to: 'pending' });
    for (const state of paymentStates.filter((each) => each !== 'created')) {
      expect(judge(payment(state), seen('pending')), state).to.equal(null);
    }
  });

  for (const [what, more, reason] of [
    ['another amount', { amount: money(1_00n, 'RUB') }, 'asked 19900 RUB, paid 100 RUB'],
    ['more than was asked', { amount: money(299_00n, 'RUB') }, 'asked 19900 RUB, paid 29900 RUB'],
    ['another currency', { amount: money(199_00n, 'USD') }, 'asked 19900 RUB, paid 19900 USD'],
    ['another shop', { ours: false }, 'it was paid to another payee, or as a test'],
    ['another id', { externalId: 'x2' }, 'it was paid under another id'],
    ['too little', { doubt: 'underpaid' }, 'less was paid than was asked'],
    ['held money', { doubt: 'held' }, 'the provider holds the money until it knows where it came from'],
    ['money on its way back', { doubt: 'returning' }, 'it goes back to the payer, or was to'],
    ['money that went back', { refunded: price }, 'it went back before we knew of it'],
    ['disputed money', { disputed: true }, "the payer's bank disputes it"],
    ['another person', { payer: 66n }, 'it was paid by another person'],
  ] as [string, Partial<Seen>, string][]) {
    it(`of ${what} puts it into review, with the reason`, () => {
      for (const state of ['pending', 'expired'] as const) {
        expect(judge(payment(state), seen('succeeded', more))).to.deep.equal({ to: 'review', reason });
      }
    });
  }

  it('that a person canceled changes nothing, whatever it says', () => {
    const decided = { ...payment('canceled'), isDecided: true };
    for (const more of [
      {},
      { amount: money(1n, 'RUB') },
      { doubt: 'underpaid' },
      { refunded: price },
    ] as const)
      expect(judge(decided, seen('succeeded', more))).to.equal(null);
  });

  it('of which nothing or a part went back, and which nobody disputes, pays it', () => {
    for (const refunded of [money(0n, 'RUB'), money(1n, 'RUB')]) {
      const whole = seen('succeeded', { refunded, disputed: false });
      expect(judge(payment('pending'), whole)).to.deep.equal({ to: 'succeeded' });
    }
  });

  it('under another id is money of its own where several may stand for a payment, and only there', () => {
    const other = seen('succeeded', { externalId: 'x2', repeatable: true });
    for (const state of paymentStates) {
      expect(isPaidAgain(payment(state), other), state).to.equal(true);
      expect(isPaidAgain(payment(state, null), other), state).to.equal(false);
    }
    expect(isPaidAgain(payment('succeeded'), seen('succeeded', { externalId: 'x2' }))).to.equal(false);
    expect(isPaidAgain(payment('succeeded'), { ...other, externalId: 'x1' })).to.equal(false);
    expect(isPaidAgain(payment('succeeded'), { ...other, claim: 'pending' })).to.equal(false);
  });

  it('disputes what was paid, and ends the dispute, where its provider says so', () => {
    const disputed = seen('succeeded', { disputed: true });
    for (const state of ['succeeded', 'refunded_in_part'] as const) {
      expect(judge(payment(state), disputed)).to.include({ to: 'disputed' });
    }
    expect(judge(payment('disputed'), disputed)).to.equal(null);
    expect(judge(payment('disputed'), seen('succeeded', { disputed: false }))).to.deep.equal({
      to: 'succeeded',
    });
    expect(judge(payment('disputed'), seen('succeeded'))).to.equal(null);
    expect(judge(payment('succeeded'), { ...disputed, externalId: 'x2' })).to.equal(null);
    expect(judge(payment('refunded'), disputed)).to.equal(null);
  });

  it('compares the payer where its provider knows them, and only with somebody', () => {
    expect(judge(payment('pending'), seen('succeeded', { payer: 42n }))).to.deep.equal({ to: 'succeeded' });
    const nobodys = { ...payment('pending'), owner: null };
    expect(judge(nobodys, seen('succeeded'))).to.deep.equal({ to: 'succeeded' });
    expect(judge(nobodys, seen('succeeded', { payer: 42n }))).to.include({ to: 'review' });
  });

  it('of another attempt that came to nothing leaves ours open', () => {
    for (const claim of ['pending', 'canceled', 'expired', 'failed'] as const) {
      expect(judge(payment('pending'), seen(claim, { externalId: 'x2' }))).to.equal(null);
    }
  });

  it('tells nothing new once the payment is paid, refunded or in review', () => {
    for (const state of ['succeeded', 'refunded_in_part', 'refunded', 'disputed', 'review'] as const) {
      expect(judge(payment(state), seen('succeeded', { amount: money(1n, 'RUB') })), state).to.equal(null);
    }
  });
});

const after = (sightings: readonly Seen['claim'][]): PaymentState =>
  sightings.reduce<PaymentState>(
    (state, claim) => judge(payment(state), seen(claim))?.to ?? state,
    'created',
  );

describe('sightings that come late, twice or in any order', () => {
  const lives = [
    ['pending', 'succeeded'],
    ['pending', 'canceled', 'succeeded'],
    ['pending', 'expired'],
    ['failed', 'pending', 'succeeded'],
  ] as const;
  for (const life of lives) {
    it(`of a life of ${life.join(', ')} end the same`, () => {
      const told = fc
        .array(fc.constantFrom(...life), { maxLength: 8 })
        .chain((repeats) =>
          fc.shuffledSubarray([...life, ...repeats], { minLength: life.length + repeats.length }),
        );
      const paid = life.some((claim) => claim === 'succeeded');
      fc.assert(
        fc.property(told, (sightings) => {
          expect(after(sightings)).to.equal(paid ? 'succeeded' : 'expired');
        }),
        { numRuns: 500 },
      );
    });
  }
});

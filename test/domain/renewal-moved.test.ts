import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  attemptsOf,
  givenUpAt,
  nextChargeAt,
  nextStep,
  type Renewing,
  type Try,
} from '../../src/domain/renewal.js';
import { declines, type Decline } from '../../src/domain/saved-method.js';
import { agreedLongAgo, hoursFrom, price } from '../support/renewing.js';

const end = new Date('2027-03-20T12:00:00Z');
const at = hoursFrom(end);
const card = 7n;

const usual = agreedLongAgo(end);
const failed = (hours: number, decline: Decline, methodId = card): Try => ({
  state: 'failed',
  decline,
  at: at(hours),
  begunAt: at(hours),
  methodId,
});
const renewing = (tries: readonly Try[], more: Partial<Renewing> = {}): Renewing => {
  const known = { ...usual, ...more };
  return { ...known, attempts: attemptsOf(tries, known, card) };
};
const step = (hours: number, tries: readonly Try[], more: Partial<Renewing> = {}) =>
  nextStep(renewing(tries, more), at(hours));

/** Four tries of the end that was, ten days before; then days were given. */
const spent = [-264, -256, -232, -184].map((hours) => failed(hours, 'no_money'));

describe('a subscription whose end moved after a charge came to nothing', () => {
  it('has its person told of the new end, and is charged then as they were told', () => {
    expect(step(-48, spent)).to.deep.equal({ do: 'notice', until: at(-24) });
    const told = { noticedAt: at(-48) };
    expect(nextChargeAt(renewing(spent, told))).to.deep.equal(at(-24));
    expect(step(-47, spent, told)).to.deep.equal({ do: 'wait', until: at(-24) });
    expect(step(-24, spent, told).do).to.equal('charge');
  });

  it('is tried again in its time where that comes to nothing, too, as often as ever', () => {
    const told = { noticedAt: at(-48) };
    for (const [tries, next] of [
      [[-24], -16],
      [[-24, -16], 8],
      [[-24, -16, 8], 56],
    ] as const) {
      const all = [...spent, ...tries.map((hours) => failed(hours, 'no_money'))];
      expect(step(tries.at(-1)!, all, told)).to.deep.equal({ do: 'wait', until: at(next) });
      expect(givenUpAt(renewing(all, told))).to.equal(null);
    }
    const all = [...spent, ...[-24, -16, 8, 56].map((hours) => failed(hours, 'no_money'))];
    expect(step(57, all, told)).to.deep.equal({ do: 'wait', until: at(72) });
    expect(givenUpAt(renewing(all, told))).to.deep.equal(at(56));
  });

  it('by a day only is told of and charged anew all the same, and not at the hour of before', () => {
    const tries = [-48, -40, -16].map((hours) => failed(hours, 'no_money'));
    expect(step(-10, tries)).to.deep.equal({ do: 'notice', until: at(13) });
    const told = { noticedAt: at(-10) };
    expect(step(-9, tries, told)).to.deep.equal({ do: 'wait', until: at(13) });
    expect(step(13, tries, told).do).to.equal('charge');
    expect(step(14, [...tries, failed(13, 'no_money')], told)).to.deep.equal({ do: 'wait', until: at(21) });
  });

  it('counts what was tried since its person agreed late, which told them of the charge', () => {
    const late = { agreed: { at: at(-30), price } };
    expect(step(-20, [failed(-24, 'no_money')], late)).to.deep.equal({ do: 'wait', until: at(-16) });
  });

  it('waits for a charge that is under way, whatever its end is now', () => {
    const underway: Try = { ...failed(-264, 'other'), state: 'underway' };
    expect(step(-48, [underway])).to.deep.equal({ do: 'wait', until: at(-47) });
    expect(givenUpAt(renewing([underway]))).to.equal(null);
  });

  for (const decline of ['expired', 'suspected', 'revoked'] as const) {
    it(`is not promised by a method that would be refused again: ${decline}`, () => {
      const tries = [failed(-264, decline)];
      for (const hours of [-48, -24, 0, 71])
        expect(step(hours, tries)).to.deep.equal({ do: 'wait', until: at(72) });
      expect(step(72, tries)).to.deep.equal({ do: 'stop', why: 'ended' });
      expect(givenUpAt(renewing(tries))).to.deep.equal(at(-264));
    });

    it(`is charged by another than the one that was refused: ${decline}`, () => {
      const tries = [failed(-264, decline, card + 1n)];
      expect(step(-48, tries)).to.deep.equal({ do: 'notice', until: at(-24) });
      expect(step(-24, tries, { noticedAt: at(-48) }).do).to.equal('charge');
    });
  }

  it('is charged whenever its person was told that it would be, whatever was tried before', () => {
    const before = fc.record<Try>({
      state: fc.constant('failed'),
      decline: fc.constantFrom(...declines),
      at: fc.integer({ min: -300, max: -49 }).map(at),
      begunAt: fc.integer({ min: -300, max: -49 }).map(at),
      methodId: fc.constantFrom(card, card + 1n),
    });
    fc.assert(
      fc.property(fc.array(before, { maxLength: 6 }), fc.integer({ min: -48, max: 40 }), (tries, hours) => {
        const first = step(hours, tries);
        const isFinal = tries.some(
          ({ decline, methodId }) =>
            methodId === card && ['expired', 'suspected', 'revoked'].includes(decline),
        );
        expect(first.do).to.equal(isFinal ? 'wait' : 'notice');
        if (first.do !== 'notice') return;
        const told = renewing(tries, { noticedAt: at(hours) });
        expect(givenUpAt(told)).to.equal(null);
        expect(nextStep(told, at(hours))).to.deep.equal({ do: 'wait', until: first.until });
        expect(nextChargeAt(told)).to.deep.equal(first.until);
        expect(nextStep(told, first.until).do).to.equal('charge');
      }),
    );
  });
});

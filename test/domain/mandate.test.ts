import { expect } from 'chai';
import { dueStep, isFurther, isRunning, mandateStates } from '../../src/domain/mandate.js';
import { dayMs } from '../../src/domain/term.js';

const at = new Date('2026-12-01T12:00:00Z');
const days = (count: number): Date => new Date(at.getTime() + count * dayMs);
const repeat = { mandateId: null, term: { months: 0, days: 30 } };

describe('a mandate', () => {
  it('runs while its provider says so, and a day longer than it paid for', () => {
    expect(isRunning({ state: 'on', paidUntil: days(-0.9) }, at)).to.equal(true);
    expect(isRunning({ state: 'on', paidUntil: days(-1) }, at)).to.equal(false);
    for (const state of mandateStates)
      expect(isRunning({ state, paidUntil: days(30) }, at), state).to.equal(state === 'on');
  });

  it('is stopped where it is not wanted, allowed where it was stopped and is, and else let be', () => {
    const steps = [false, true].map((wanted) => mandateStates.map((state) => dueStep({ wanted, state })));
    expect(steps).to.deep.equal([
      ['stop', null, 'stop', 'stop'],
      [null, 'allow', null, null],
    ]);
  });

  it('has a further charge where its provider says so, or where it pays for much longer', () => {
    expect(isFurther({ ...repeat, isFirst: true, paidUntil: days(60) }, days(30))).to.equal(false);
    expect(isFurther({ ...repeat, isFirst: false, paidUntil: days(30) }, days(30))).to.equal(true);
    expect(isFurther({ ...repeat, paidUntil: days(60) }, days(30))).to.equal(true);
    expect(isFurther({ ...repeat, paidUntil: days(30.01) }, days(30))).to.equal(false);
    expect(isFurther({ ...repeat, paidUntil: days(1) }, days(30))).to.equal(false);
  });
});

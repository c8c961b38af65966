import { expect } from 'chai';
import { dueStep, isFurther, isRunning, mandateStates, nextCheck } from '../../src/domain/mandate.js';
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

  it('is asked for a charge that nobody told of ten minutes after its time, less and less often, for three days', () => {
    const hoursAfter: number[] = [];
    for (let next = nextCheck(at, at); next; next = nextCheck(at, next))
      hoursAfter.push((next.getTime() - at.getTime()) / 3_600_000);
    expect(hoursAfter).to.deep.equal([1 / 6, 1, 3, 6, 12, 24, 48, 72]);
    expect(nextCheck(at, days(3))).to.equal(null);
    expect(nextCheck(at, days(-5))).to.deep.equal(new Date(at.getTime() + 600_000));
  });
});

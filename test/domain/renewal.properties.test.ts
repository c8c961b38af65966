import { expect } from 'chai';
import * as fc from 'fast-check';
import { money } from '../../src/domain/money.js';
import { nextStep, type Attempt, type Renewing } from '../../src/domain/renewal.js';
import { declines } from '../../src/domain/saved-method.js';

const hour = 3_600_000;
const end = Date.UTC(2027, 2, 10);
const at = (hours: number): Date => new Date(end + hours * hour);
const hours = fc.integer({ min: -200, max: 120 });
const moment = hours.map(at);
const attempt = fc.record(
  {
    state: fc.constantFrom('underway', 'failed'),
    decline: fc.constantFrom(...declines),
    at: moment,
    askedUntil: moment,
  },
  { requiredKeys: ['state', 'decline', 'at'] },
) as fc.Arbitrary<Attempt>;
const renewing = fc.record<Renewing>({
  end: fc.constant(new Date(end)),
  agreed: fc.record({ at: moment, price: fc.constant(money(100n, 'RUB')) }),
  noticedAt: fc.option(moment),
  price: fc.option(fc.bigInt(1n, 200n).map((minor) => money(minor, 'RUB'))),
  source: fc.constantFrom('there', 'gone', 'short'),
  lastPaidAt: fc.option(moment),
  isRefunded: fc.boolean(),
  isLeaving: fc.boolean(),
  disputedAt: fc.option(moment),
  isAway: fc.boolean(),
  runUntil: fc.option(moment),
  attempts: fc.array(attempt, { maxLength: 5 }),
});
const runs = { numRuns: 2_000 };

describe('whatever happened to a renewal', () => {
  it('no charge breaks a rule', () => {
    fc.assert(
      fc.property(renewing, moment, (facts, now) => {
        const step = nextStep(facts, now);
        if (step.do !== 'charge') return;
        const { agreed, noticedAt, price, lastPaidAt, attempts } = facts;
        expect(price!.minor <= agreed.price.minor, 'more than agreed').to.equal(true);
        expect(facts.source).to.equal('there');
        expect(facts.isAway).to.equal(false);
        expect(facts.isRefunded || facts.isLeaving).to.equal(false);
        if (facts.disputedAt) expect(facts.disputedAt <= agreed.at, 'disputed').to.equal(true);
        expect(now.getTime()).to.be.within(at(-24).getTime(), at(72).getTime() - 1);
        if (lastPaidAt) expect(now.getTime() - lastPaidAt.getTime()).to.be.at.least(24 * hour);
        expect(attempts.at(-1)?.state).not.to.equal('underway');
        const told = agreed.at >= at(-48) ? agreed.at.getTime() : noticedAt!.getTime() + 23 * hour;
        expect(now.getTime()).to.be.at.least(told);
      }),
      runs,
    );
  });

  it('there is a time to look again, and it is to come', () => {
    fc.assert(
      fc.property(renewing, moment, (facts, now) => {
        const step = nextStep(facts, now);
        if (step.do !== 'stop') expect(step.until.getTime()).to.be.greaterThan(now.getTime());
      }),
      runs,
    );
  });

  it('a try under way is waited for while somebody asks what came of it, and never beyond the end without', () => {
    fc.assert(
      fc.property(renewing, attempt, moment, (facts, last, now) => {
        const underway: Attempt = { ...last, state: 'underway' };
        const step = nextStep({ ...facts, isRefunded: false, attempts: [...facts.attempts, underway] }, now);
        const isAsked = !underway.askedUntil || underway.askedUntil > now;
        expect(step.do).to.equal(isAsked || now < at(72) ? 'wait' : 'stop');
      }),
      runs,
    );
  });

  it('it comes to an end, with five tries at most, whatever each of them comes to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...declines), { minLength: 9, maxLength: 9 }),
        hours,
        (fate, agreed) => {
          let now = at(-200);
          let facts: Renewing = {
            end: new Date(end),
            agreed: { at: at(agreed), price: money(100n, 'RUB') },
            noticedAt: null,
            price: money(100n, 'RUB'),
            source: 'there',
            lastPaidAt: null,
            isRefunded: false,
            isLeaving: false,
            disputedAt: null,
            isAway: false,
            runUntil: null,
            attempts: [],
          };
          let looks = 0;
          for (; looks < 50; looks++) {
            const step = nextStep(facts, now);
            if (step.do === 'stop') break;
            if (step.do === 'notice') facts = { ...facts, noticedAt: now };
            if (step.do === 'charge') {
              const decline = fate[facts.attempts.length]!;
              facts = { ...facts, attempts: [...facts.attempts, { state: 'failed', decline, at: now }] };
            }
            now = step.until;
          }
          expect(looks).to.be.lessThan(20);
          expect(facts.attempts.length).to.be.within(0, 5);
          expect(now.getTime()).to.be.at.most(at(96).getTime());
        },
      ),
    );
  });
});

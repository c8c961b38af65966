import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import {
  chargeDay,
  chargeTime,
  firstLookAt,
  lostAt,
  nextStep,
  rested,
  retryTime,
  type Attempt,
  type Renewing,
} from '../../src/domain/renewal.js';
import type { Decline } from '../../src/domain/saved-method.js';
import { agreedLongAgo, hour, hoursFrom, price } from '../support/renewing.js';

const end = new Date('2027-03-10T12:00:00Z');
const at = hoursFrom(end);

/** Told in time, too. */
const usual: Renewing = { ...agreedLongAgo(end), noticedAt: at(-48), attempts: [] };
const step = (hours: number, more: Partial<Renewing> = {}) => nextStep({ ...usual, ...more }, at(hours));
const failed = (hours: number, decline: Decline = 'no_money'): Attempt => ({
  state: 'failed',
  decline,
  at: at(hours),
});

describe('a subscription that renews itself', () => {
  it('is looked at two days before its end, and not before', () => {
    expect(firstLookAt(end)).to.deep.equal(at(-48));
    expect(step(-100, { noticedAt: null })).to.deep.equal({ do: 'wait', until: at(-48) });
  });

  it('has its person told the day before the charge', () => {
    expect(step(-48, { noticedAt: null })).to.deep.equal({ do: 'notice', until: at(-24) });
    expect(step(-47)).to.deep.equal({ do: 'wait', until: at(-24) });
    expect(chargeDay(end)).to.deep.equal(at(-24));
  });

  it('is charged a day before its end', () => {
    expect(step(-24.001).do).to.equal('wait');
    expect(step(-24).do).to.equal('charge');
  });

  it('is charged later where the notice came late: it is a day old then, almost', () => {
    expect(step(-10, { noticedAt: null })).to.deep.equal({ do: 'notice', until: at(13) });
    expect(step(-9, { noticedAt: at(-10) })).to.deep.equal({ do: 'wait', until: at(13) });
    expect(step(13, { noticedAt: at(-10) }).do).to.equal('charge');
  });

  it('needs no notice where its person agreed within that day: they were told as they did', () => {
    const late = { agreed: { at: at(-30), price }, noticedAt: null };
    expect(chargeTime({ ...usual, ...late })).to.deep.equal(at(-24));
    expect(step(-24, late).do).to.equal('charge');
    const after = { agreed: { at: at(5), price }, noticedAt: at(-48) };
    expect(step(5, after).do).to.equal('charge');
  });

  it('is not charged within a day of any payment', () => {
    expect(step(-24, { lastPaidAt: at(-25) })).to.deep.equal({ do: 'wait', until: at(-1) });
    expect(step(-1, { lastPaidAt: at(-25) }).do).to.equal('charge');
  });

  it('is put off by a payment, though its term ends before, which its person must know', () => {
    const paid = { lastPaidAt: at(-21) };
    expect(step(-20, paid)).to.deep.equal({ do: 'wait', until: at(3), isPutOff: true });
    expect(step(3, paid).do).to.equal('charge');
    expect(rested({ ...usual, ...paid }, at(-24))).to.deep.equal(at(3));
    const declined = { attempts: [failed(-24)] };
    expect(step(-20, declined)).to.deep.equal({ do: 'wait', until: at(-16) });
    expect(step(-20, { ...declined, ...paid })).to.deep.equal({ do: 'wait', until: at(3), isPutOff: true });
    expect(step(3, { ...declined, ...paid }).do).to.equal('charge');
    // The next try is after the end anyway, and later than the rest.
    expect(step(1, { ...paid, attempts: [failed(-24), failed(-16)] })).to.deep.equal({
      do: 'wait',
      until: at(8),
    });
  });

  it('is not charged more than was agreed, nor in another currency, nor for another plan', () => {
    const ask = (why: string, hours = -48) => ({ do: 'ask', why, until: at(hours + 1) });
    expect(step(-48, { price: money(199_01n, 'RUB') })).to.deep.equal(ask('price'));
    expect(step(-24, { price: money(199_01n, 'RUB') })).to.deep.equal(ask('price', -24));
    expect(step(-48, { price: money(1n, 'USD') })).to.deep.equal(ask('plan'));
    expect(step(-48, { price: null })).to.deep.equal(ask('plan'));
    expect(step(-24, { price: money(100_00n, 'RUB') }).do).to.equal('charge');
  });

  it('asks for another way to pay where its own is gone, and for money where the balance is too small', () => {
    expect(step(-48, { source: 'gone' })).to.deep.include({ do: 'ask', why: 'source' });
    expect(step(-48, { source: 'short', noticedAt: null }).do).to.equal('notice');
    expect(step(-30, { source: 'short' }).do).to.equal('wait');
    expect(step(-24, { source: 'short' })).to.deep.equal({ do: 'ask', why: 'short', until: at(-23) });
  });

  it('waits for a charge that is under way, however long that takes', () => {
    const underway: Attempt = { state: 'underway', decline: 'other', at: at(-24) };
    for (const hours of [-23, 0, 71, 100])
      expect(step(hours, { attempts: [underway] })).to.deep.equal({ do: 'wait', until: at(hours + 1) });
  });

  it('is charged no more for this end where nobody asks any more what came of a charge, and stops in its time', () => {
    const underway: Attempt = { state: 'underway', decline: 'other', at: at(-24), askedUntil: at(1) };
    const attempts = [failed(-72, 'other'), underway];
    expect(step(0, { attempts })).to.deep.equal({ do: 'wait', until: at(1) });
    expect(lostAt({ attempts }, at(0))).to.equal(null);
    for (const more of [{}, { source: 'gone' }, { isAway: true }] as const)
      expect(step(1, { attempts, ...more })).to.deep.equal({ do: 'wait', until: at(72) });
    expect(lostAt({ attempts }, at(1))).to.deep.equal(at(1));
    expect(step(72, { attempts })).to.deep.equal({ do: 'stop', why: 'ended' });
    const late = [{ ...underway, askedUntil: at(80) }];
    expect(step(79, { attempts: late })).to.deep.equal({ do: 'wait', until: at(80) });
    expect(step(80, { attempts: late })).to.deep.equal({ do: 'stop', why: 'ended' });
    expect(lostAt({ attempts: [{ ...failed(-24), askedUntil: at(1) }] }, at(2))).to.equal(null);
  });

  it('is left to a provider that charges by itself, until a day after that was due', () => {
    expect(step(-24, { runUntil: end })).to.deep.equal({ do: 'wait', until: at(24) });
    expect(step(25, { runUntil: end }).do).to.equal('charge');
  });

  it('is not charged for somebody who cannot be told, or is shut out', () => {
    expect(step(-24, { isAway: true })).to.deep.equal({ do: 'wait', until: at(-23) });
    expect(step(72, { isAway: true })).to.deep.equal({ do: 'stop', why: 'ended' });
  });

  it('stops after a refund, and three days after its end', () => {
    expect(step(-100, { isRefunded: true })).to.deep.equal({ do: 'stop', why: 'refunded' });
    expect(step(71).do).to.equal('charge');
    expect(step(72)).to.deep.equal({ do: 'stop', why: 'ended' });
  });

  it('waits while its last payment is on its way back, whatever its person agrees to', () => {
    const leaving = { isLeaving: true };
    expect(step(-100, leaving).do).to.equal('wait');
    for (const noticedAt of [at(-48), null])
      expect(step(-24, { ...leaving, noticedAt })).to.deep.equal({
        do: 'ask',
        why: 'refunding',
        until: at(-23),
      });
    expect(step(-24, { ...leaving, agreed: { at: at(-25), price } }).do).to.equal('ask');
    expect(step(72, leaving)).to.deep.equal({ do: 'stop', why: 'ended' });
  });

  it('is not charged while a payment is disputed, until its person agrees anew', () => {
    const disputedAt = at(-100);
    expect(step(-100, { disputedAt }).do).to.equal('wait');
    for (const noticedAt of [at(-48), null])
      expect(step(-24, { disputedAt, noticedAt })).to.deep.include({ do: 'ask', why: 'disputed' });
    expect(step(-24, { disputedAt, agreed: { at: at(-99), price } }).do).to.equal('charge');
    expect(step(72, { disputedAt })).to.deep.equal({ do: 'stop', why: 'ended' });
  });
});

describe('after a decline', () => {
  const hoursOf = (decline: Decline): (number | null)[] =>
    [1, 2, 3, 4, 5].map((count) => {
      const time = retryTime(
        Array.from({ length: count }, () => failed(-24, decline)),
        at(1_000),
      );
      return time && (time.getTime() - at(-24).getTime()) / hour;
    });

  for (const decline of ['no_money', 'limit', 'other'] as const)
    it(`it is tried again after 8, 24 and 48 hours: ${decline}`, () => {
      expect(hoursOf(decline)).to.deep.equal([8, 24, 48, null, null]);
    });

  it('sooner at first where its reason passes by itself', () => {
    expect(hoursOf('temporary')).to.deep.equal([1, 8, 24, 48, null]);
  });

  for (const decline of ['expired', 'revoked', 'suspected'] as const)
    it(`it is not tried again with that method: ${decline}`, () => {
      expect(hoursOf(decline)).to.deep.equal([null, null, null, null, null]);
      expect(step(-10, { attempts: [failed(-24, decline)] })).to.deep.equal({ do: 'wait', until: at(72) });
    });

  it('it waits for that hour, and not beyond three days after the end', () => {
    expect(step(-20, { attempts: [failed(-24)] })).to.deep.equal({ do: 'wait', until: at(-16) });
    expect(step(-16, { attempts: [failed(-24)] }).do).to.equal('charge');
    expect(retryTime([failed(-24), failed(-16), failed(30)], end)).to.equal(null);
  });
});

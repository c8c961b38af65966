import { expect } from 'chai';
import * as fc from 'fast-check';
import { accessAt } from '../../src/domain/access.js';
import { conversion, reconversion, type Version } from '../../src/domain/conversion.js';
import { fold, type Grant } from '../../src/domain/grants.js';
import { money } from '../../src/domain/money.js';
import { dayMs } from '../../src/domain/term.js';
import { countTraffic } from '../../src/domain/traffic.js';
import { withdrawnDays } from '../../src/domain/withdrawal.js';
import { catalogue } from './catalogue.js';

type Given = Grant & { readonly source: string; readonly sourceId: string };

/** What a buyer does, and how long after what they did before. */
type Deed =
  | { readonly do: 'buy'; readonly version: number }
  | { readonly do: 'addon'; readonly devices: number; readonly bytes: bigint }
  | { readonly do: 'refund'; readonly which: number; readonly percent: number };

const minorOf = ({ priced }: Version): bigint => priced.price!.minor;
const daysOf = ({ priced }: Version): bigint => BigInt(priced.term.days);
const termBytes = 1_000n;

/** One subscription and its money, by the domain's rules and in the order in which the effects apply them. */
class Life {
  grants: Given[] = [];
  time = Date.UTC(2026, 2, 1);
  /** By grant: what it cost, and what of that went back. */
  private readonly sold = new Map<bigint, { version: Version | null; price: bigint; back: bigint }>();

  private readonly versions: readonly Version[];

  constructor(versions: readonly Version[]) {
    this.versions = versions;
  }

  /** A purchase, a renewal or a change of plan: all are the same. */
  buy(version: Version): void {
    const at = new Date(this.time);
    const days = conversion(this.grants, this.versions, version, at);
    const sourceId = String(this.sold.size);
    const planVersionId = version.id;
    if (days !== 0) this.append({ source: 'conversion', sourceId: `order:${sourceId}`, days, planVersionId });
    const id = this.append({ source: 'order', sourceId, planVersionId, days: version.priced.term.days });
    this.sold.set(id, { version, price: minorOf(version), back: 0n });
  }

  /** Without a running term nothing is given, and the money stays the buyer's. */
  addon(extraDevices: number, extraTrafficBytes: bigint): void {
    const { end } = fold(this.grants);
    if (end === null || end.getTime() <= this.time) return;
    const id = this.append({
      source: 'order',
      sourceId: String(this.sold.size),
      extraDevices,
      extraTrafficBytes,
    });
    this.sold.set(id, { version: null, price: 1_00n, back: 0n });
  }

  refund(which: number, percent: number): void {
    const [id, sale] = [...this.sold][which % Math.max(1, this.sold.size)] ?? [];
    if (id === undefined || !sale || sale.back >= sale.price) return;
    const back =
      percent === 100 ? sale.price - sale.back : ((sale.price - sale.back) * BigInt(percent)) / 100n;
    sale.back += back;
    const { source, sourceId, withdrawn, days } = this.grants.find((each) => each.id === id)!;
    if (sale.back === sale.price) {
      const conversions = `${source}:${sourceId}`;
      this.withdraw(
        (each) => each.id === id || (each.source === 'conversion' && each.sourceId === conversions),
      );
    } else if (withdrawn !== 'all' && sale.version) {
      const taken = withdrawnDays(days, money(sale.price, 'RUB'), money(sale.back, 'RUB'), withdrawn);
      this.withdraw((each) => each.id === id, taken);
    }
    const rest = reconversion(this.grants, this.versions, new Date(this.time));
    if (rest !== 0) this.append({ source: 'conversion', sourceId: `withdrawal:${id}`, days: rest });
  }

  /** What was paid and did not go back, and as much as whole days leave of what did. */
  get kept(): bigint {
    const sales = [...this.sold.values()].filter(({ version }) => version !== null);
    const part = ({ back, price }: { back: bigint; price: bigint }) => back > 0n && back < price;
    return sales.reduce(
      (sum, sale) =>
        sum +
        sale.price -
        sale.back +
        (part(sale) ? minorOf(sale.version!) / daysOf(sale.version!) + 1n : 0n),
      0n,
    );
  }

  /** Grants of sales that did not go back in full. */
  get standing(): readonly Given[] {
    return this.grants.filter(({ id }) => {
      const sale = this.sold.get(id);
      return sale !== undefined && sale.back < sale.price;
    });
  }

  private append(fields: Partial<Given>): bigint {
    const id = BigInt(this.grants.length + 1);
    const rest = { months: 0, days: 0, planVersionId: null, extraDevices: 0, extraTrafficBytes: 0n } as const;
    const given = { id, ...rest, source: '', sourceId: '', withdrawn: 0, grantedAt: new Date(this.time) };
    this.grants = [...this.grants, { ...given, ...fields }];
    return id;
  }

  private withdraw(which: (grant: Given) => boolean, days: number | 'all' = 'all'): void {
    this.grants = this.grants.map((grant) => {
      if (!which(grant) || grant.withdrawn === 'all') return grant;
      return { ...grant, withdrawn: days === 'all' ? days : grant.withdrawn + days };
    });
  }
}

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('buy' as const), version: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('addon' as const),
      devices: fc.integer({ min: 0, max: 3 }),
      bytes: fc.bigInt({ min: 0n, max: 500n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which: fc.nat(11),
      percent: fc.constantFrom(100, 100, 1, 30, 50, 99),
    }),
  },
);
const later = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 * dayMs }));
const deeds = fc.array(fc.tuple(deed, later), { minLength: 1, maxLength: 12 });

/** Looks after every deed, and says what was done when something is wrong. */
function everyLife(look: (life: Life, sold: readonly Version[]) => void): void {
  fc.assert(
    fc.property(catalogue, deeds, (sold, done) => {
      const life = new Life(sold);
      for (const [each, laterMs] of done) {
        life.time += laterMs;
        if (each.do === 'buy') life.buy(sold[each.version % sold.length]!);
        else if (each.do === 'addon') life.addon(each.devices, each.bytes);
        else life.refund(each.which, each.percent);
        look(life, sold);
      }
    }),
    { numRuns: 2_000, seed: 20_261_126 },
  );
}

describe('no sequence of purchases, renewals, changes of plan, add-ons and refunds', () => {
  it('leaves time that is worth more than the money that was kept', () => {
    everyLife(({ grants, time, kept }, sold) => {
      const { end, planVersionId } = fold(grants);
      const restMs = BigInt(Math.max(0, (end?.getTime() ?? 0) - time));
      if (restMs === 0n) return;
      const planId = sold.find(({ id }) => id === planVersionId)!.planId;
      // At the least that a day of the plan costs which one ends up with.
      const isWorthNoMore = sold
        .filter((each) => each.planId === planId)
        .some((each) => restMs * minorOf(each) <= kept * daysOf(each) * BigInt(dayMs));
      expect(isWorthNoMore).to.equal(true);
    });
  });

  it('gives more on top than was bought on top', () => {
    const limits = {
      trafficLimitBytes: 1n,
      trafficStrategy: 'NO_RESET',
      deviceLimit: 1,
      squads: [],
      externalSquad: null,
    } as const;
    const holder = { telegramId: 1n, subscriptionId: 1n, number: 1 };
    everyLife(({ grants, time, standing }) => {
      const { deviceLimit, trafficLimitBytes } = accessAt(holder, fold(grants), limits, new Date(time));
      const devices = standing.reduce((sum, grant) => sum + grant.extraDevices, 0);
      const bytes = standing.reduce((sum, grant) => sum + grant.extraTrafficBytes, 0n);
      expect(deviceLimit! - 1).to.be.at.most(devices);
      expect(trafficLimitBytes - 1n <= bytes).to.equal(true);
    });
  });

  it('counts more traffic than the terms that were kept brought', () => {
    everyLife(({ grants, standing }, sold) => {
      const allowance = {
        trafficLimitBytes: termBytes,
        trafficStrategy: 'NO_RESET',
        keepsTraffic: true,
      } as const;
      const { from, keptBytes } = countTraffic(
        grants,
        sold.map(({ id }) => ({ id, ...allowance })),
      );
      const terms = standing.filter(({ planVersionId }) => planVersionId !== null).length;
      const allowed = from ? keptBytes + termBytes : 0n;
      expect(allowed <= BigInt(terms) * termBytes).to.equal(true);
    });
  });
});

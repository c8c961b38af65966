import type { Knex } from 'knex';
import { raw } from 'objection';
import type { PlanLimits, TrafficStrategy } from '../../domain/access.js';
import type { Priced } from '../../domain/conversion.js';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { Allowance } from '../../domain/traffic.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

const otherPrices = `(
  select jsonb_agg(jsonb_build_object('minor', o.price_minor::text, 'currency', o.currency) order by o.currency)
  from plan_prices o where o.plan_version_id = plan_versions.id)`;

/** What a plan is called. */
export interface PlanNames {
  readonly slug: string;
  /** The operator's own, where there is one. */
  readonly titleRu: string | null;
  readonly titleEn: string | null;
}

/** A version and what its plan is called. */
export type NamedVersion = PlanVersion & PlanNames;

/** Immutable: what was sold under it stays as it was. */
export class PlanVersion extends Row {
  static override tableName = 'plan_versions';
  static override jsonAttributes = ['squads'];

  declare readonly id: bigint;
  declare readonly planId: bigint;
  declare readonly panelId: bigint;
  declare readonly months: number;
  declare readonly days: number;
  declare readonly priceMinor: bigint | null;
  declare readonly currency: Currency | null;
  declare readonly trafficLimitBytes: bigint;
  declare readonly trafficStrategy: TrafficStrategy;
  /** A purchase adds its traffic to what is left, where nothing resets the counter. */
  declare readonly keepsTraffic: boolean;
  declare readonly deviceLimit: number | null;
  declare readonly squads: readonly string[];
  declare readonly externalSquad: string | null;
  declare readonly onSale: boolean;
  /** What it costs in other currencies; of what is on offer only. */
  declare readonly also?: readonly { readonly minor: string; readonly currency: Currency }[] | null;

  /** Its own first. */
  get prices(): readonly Money[] {
    const others = (this.also ?? []).map(({ minor, currency }) => money(BigInt(minor), currency));
    return this.price ? [this.price, ...others] : others;
  }

  get price(): Money | null {
    return this.priceMinor === null || this.currency === null ? null : money(this.priceMinor, this.currency);
  }

  get priced(): Priced {
    return { price: this.price, term: { months: this.months, days: this.days } };
  }

  get limits(): PlanLimits {
    const { trafficLimitBytes, trafficStrategy, deviceLimit, squads, externalSquad } = this;
    return { trafficLimitBytes, trafficStrategy, deviceLimit, squads, externalSquad };
  }

  /** What these say of traffic. */
  static allowances(knex: Knex, ids: readonly bigint[]): Promise<Allowance[]> {
    const sql =
      'select id, traffic_limit_bytes, traffic_strategy, keeps_traffic from plan_versions where id = any(?)';
    return ask<Allowance>(knex, sql, ids);
  }

  /** With its plan's names. */
  static async named(knex: Knex, id: bigint): Promise<NamedVersion> {
    const [row] = await ask<object>(
      knex,
      `select v.*, p.slug, p.title_ru, p.title_en from plan_versions v join plans p on p.id = v.plan_id where v.id = ?`,
      id,
    );
    if (!row) throw new Error(`plan_versions has no row ${id}`);
    return this.fromDatabaseJson(row) as NamedVersion;
  }

  /** What a plan is called. */
  static async names(knex: Knex, planId: bigint): Promise<PlanNames> {
    const [row] = await ask<PlanNames>(
      knex,
      'select slug, title_ru, title_en from plans where id = ?',
      planId,
    );
    if (!row) throw new Error(`plans has no row ${planId}`);
    return row;
  }

  /** The newest version of each plan and term, of the plans in use, in the order of the menu. */
  private static newest(trx?: Knex) {
    return this.query(trx)
      .from(
        raw(`(select distinct on (v.plan_id, v.months, v.days) v.*, p.position, p.slug, p.title_ru, p.title_en
          from plan_versions v
          join plans p on p.id = v.plan_id and p.active
          order by v.plan_id, v.months, v.days, v.id desc) as plan_versions`) as never,
      )
      .orderBy(['position', 'months', 'days']);
  }

  /** What can be bought now. */
  static async onOffer(trx?: Knex): Promise<NamedVersion[]> {
    return (await this.newest(trx).where('onSale', true).whereNotNull('priceMinor')) as NamedVersion[];
  }

  /** The same, with their prices in other currencies. */
  static async onOfferWithPrices(trx?: Knex): Promise<NamedVersion[]> {
    return (await this.withPrices(trx)) as NamedVersion[];
  }

  private static withPrices(trx?: Knex) {
    return this.newest(trx)
      .select('plan_versions.*', raw(otherPrices).as('also'))
      .where('onSale', true)
      .whereNotNull('priceMinor');
  }

  /** One of these, or undefined when it is no longer (an old keyboard). */
  static async offered(id: bigint, trx?: Knex): Promise<NamedVersion | undefined> {
    const found = await this.withPrices(trx).findOne('plan_versions.id', String(id));
    return found as NamedVersion | undefined;
  }

  /** What the same plan and term are sold as now, with its prices; undefined when they are not sold any more. */
  static async successor(
    { planId, months, days }: Pick<PlanVersion, 'planId' | 'months' | 'days'>,
    trx?: Knex,
  ): Promise<PlanVersion | undefined> {
    return this.withPrices(trx).findOne({ planId: String(planId), months, days });
  }

  static async trial(trx?: Knex): Promise<PlanVersion | undefined> {
    return this.newest(trx).where('onSale', true).findOne('slug', 'trial');
  }
}

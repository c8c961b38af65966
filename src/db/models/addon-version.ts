import type { Knex } from 'knex';
import type { Addon, AddonKind } from '../../domain/addon.js';
import { money, type Currency, type Money } from '../../domain/money.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

interface OtherPrice {
  readonly minor: string;
  readonly currency: Currency;
}

const onOffer = `
  select v.id, v.kind, v.amount, v.price_minor, v.currency, (
    select jsonb_agg(jsonb_build_object('minor', o.price_minor::text, 'currency', o.currency) order by o.currency)
    from addon_prices o where o.addon_version_id = v.id) also
  from (select distinct on (kind, amount) * from addon_versions order by kind, amount, id desc) v
  where v.on_sale and v.id = coalesce(?, v.id) order by v.kind, v.amount`;

/** Immutable: what was sold under it stays as it was. */
export class AddonVersion extends Row implements Addon {
  static override tableName = 'addon_versions';

  declare readonly id: bigint;
  declare readonly kind: AddonKind;
  declare readonly amount: bigint;
  declare readonly priceMinor: bigint;
  declare readonly currency: Currency;
  /** What it costs in other currencies; of what is on offer only. */
  declare readonly also?: readonly OtherPrice[] | null;

  get price(): Money {
    return money(this.priceMinor, this.currency);
  }

  /** Its own first. */
  get prices(): readonly Money[] {
    return [this.price, ...(this.also ?? []).map(({ minor, currency }) => money(BigInt(minor), currency))];
  }

  /** What can be bought now. */
  static onOffer(knex: Knex): Promise<AddonVersion[]> {
    return this.offers(knex, null);
  }

  /** One of these, or undefined when it is no longer (an old keyboard). */
  static async offered(knex: Knex, id: bigint): Promise<AddonVersion | undefined> {
    return (await this.offers(knex, id))[0];
  }

  private static async offers(knex: Knex, id: bigint | null): Promise<AddonVersion[]> {
    const rows = await ask<object>(knex, onOffer, id);
    return rows.map((row) => this.fromDatabaseJson(row));
  }
}

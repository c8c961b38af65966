import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../../domain/money.js';
import type { Discount, PromoKind, PromoPerson, PromoRules } from '../../domain/promo.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';

/**
 * Counted and written in one statement, in a slot of the code that is not used up: it stays locked to the end of the
 * transaction, and whoever else comes takes another.
 */
const activate = (orElse: 'skip locked' | ''): string => `
  with slot as (
    select promo_code_id, n from promo_slots
    where promo_code_id = ? and (at_most is null or activations < at_most)
      and (select active from promo_codes where id = promo_code_id)
    order by n limit 1 for update ${orElse}),
  counted as (
    update promo_slots s set activations = activations + 1 from slot
    where s.promo_code_id = slot.promo_code_id and s.n = slot.n returning s.promo_code_id)
  insert into promo_activations (promo_code_id, user_id, number) select promo_code_id, ?, ? from counted returning id`;
const inAnotherSlot = activate('skip locked');
/** What is left may be held by people who do not get it in the end. */
const inAnySlot = activate('');

const named = `
  select c.*, c.activations + (select sum(s.activations) from promo_slots s where s.promo_code_id = c.id)::int activations
  from promo_codes c where code = ?`;

const aboutPerson = `
  select (select count(*)::int from promo_activations where promo_code_id = ? and user_id = u.id) activations,
    exists (select from orders where user_id = u.id and state = 'paid' and kind <> 'topup') has_paid,
    exists (select from grants g join subscriptions s on s.id = g.subscription_id where s.user_id = u.id) has_had
  from users u where u.id = ?`;

const unusedDiscounts = `
  select a.id activation_id, c.percent, c.amount_minor, c.currency, c.plan_id
  from promo_activations a join promo_codes c on c.id = a.promo_code_id
  where a.user_id = ? and a.used_by is null and c.kind in ('percent', 'fixed')
    and (c.valid_until is null or c.valid_until > ?)
    and not (c.first_purchase_only and exists (
      select from orders o where o.user_id = a.user_id and o.state = 'paid' and o.kind <> 'topup'))
  order by a.id`;

const miss = `
  insert into promo_guesses as g (user_id, misses) values (?, 1)
  on conflict (user_id) do update set
    misses = case when g.since > clock_timestamp() - make_interval(secs => ?) then g.misses + 1 else 1 end,
    since = case when g.since > clock_timestamp() - make_interval(secs => ?) then g.since else clock_timestamp() end
  returning misses`;

/** An hour, in which a person may miss this often. */
const [windowSeconds, missesAllowed] = [3_600, 10];

export class PromoCode extends Row implements PromoRules {
  static override tableName = 'promo_codes';

  declare readonly id: bigint;
  declare readonly code: string;
  declare readonly kind: PromoKind;
  declare readonly days: number | null;
  declare readonly percent: number | null;
  declare readonly amountMinor: bigint | null;
  declare readonly currency: Currency | null;
  declare readonly planId: bigint | null;
  declare readonly maxActivations: number | null;
  declare readonly perPerson: number;
  declare readonly activations: number;
  declare readonly firstPurchaseOnly: boolean;
  declare readonly validFrom: Date | null;
  declare readonly validUntil: Date | null;
  declare readonly active: boolean;

  get amount(): Money | null {
    return this.amountMinor === null || this.currency === null
      ? null
      : money(this.amountMinor, this.currency);
  }

  static async named(knex: Knex, code: string): Promise<PromoCode | undefined> {
    const [row] = await ask<object>(knex, named, code);
    return row && this.fromDatabaseJson(row);
  }

  /** What the rules ask of a person, who is locked until `trx` ends: two taps of theirs are one after the other. */
  static async person(trx: Transaction, codeId: bigint, userId: bigint): Promise<PromoPerson> {
    // A statement of its own: what is counted in the same one would be as it was before it waited.
    await ask(trx, 'select from users where id = ? for no key update', userId);
    const [person] = await ask<PromoPerson>(trx, aboutPerson, codeId, userId);
    return person!;
  }

  /** The activation's id; null where the last one went to somebody else meanwhile. */
  static async activate(
    trx: Transaction,
    codeId: bigint,
    userId: bigint,
    number: number,
  ): Promise<bigint | null> {
    const inSlot = async (statement: string): Promise<bigint | null> => {
      const [row] = await ask<{ id: bigint }>(trx, statement, codeId, userId, number);
      return row?.id ?? null;
    };
    await trx.raw('savepoint no_slot');
    const id = await inSlot(inAnotherSlot);
    if (id !== null) return id;
    // Slots that filled up meanwhile are locked, in any order: whoever waits now must hold none of them.
    await trx.raw('rollback to savepoint no_slot');
    return inSlot(inAnySlot);
  }

  /** A code, if this person activated it. */
  static activatedBy(id: bigint, userId: bigint): Promise<PromoCode | undefined> {
    const activated =
      'exists (select from promo_activations where promo_code_id = promo_codes.id and user_id = ?)';
    return this.one(this.knex(), `id = ? and ${activated}`, id, userId);
  }

  /** What makes the next purchase of this person cheaper. */
  static async discounts(knex: Knex, userId: bigint, now: Date): Promise<Discount[]> {
    const rows = await ask<{
      activationId: bigint;
      percent: number | null;
      amountMinor: bigint | null;
      currency: Currency | null;
      planId: bigint | null;
    }>(knex, unusedDiscounts, userId, now);
    return rows.map(({ amountMinor, currency, ...row }) => ({
      ...row,
      amount: amountMinor === null || currency === null ? null : money(amountMinor, currency),
    }));
  }

  /** False: another order was paid with it. */
  static async use(trx: Transaction, activationId: bigint, orderId: bigint): Promise<boolean> {
    const sql = `update promo_activations set used_by = ?
      where id = ? and (used_by is null or used_by = ?) returning id`;
    return (await ask(trx, sql, orderId, activationId, orderId)).length > 0;
  }

  /** Whether this person guessed too often of late. */
  static async guessesTooMuch(trx: Transaction, userId: bigint): Promise<boolean> {
    const sql = `select from promo_guesses
      where user_id = ? and misses >= ? and since > clock_timestamp() - make_interval(secs => ?)`;
    return (await ask(trx, sql, userId, missesAllowed, windowSeconds)).length > 0;
  }

  /** One more that is no code. True when it is the one too many. */
  static async missed(trx: Transaction, userId: bigint): Promise<boolean> {
    const [row] = await ask<{ misses: number }>(trx, miss, userId, windowSeconds, windowSeconds);
    return row!.misses === missesAllowed;
  }
}

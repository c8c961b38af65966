import type { Knex } from 'knex';

const oneOpen = (more: string): string => `
  drop index orders_one_open;
  create unique index orders_one_open on orders (user_id, coalesce(subscription_id, 0), kind,
    coalesce(plan_version_id, 0), price_minor, currency, coalesce(promo_activation_id, 0), coalesce(addon_version_id, 0))
    where state = 'open'${more};`;

/**
 * A term that we charge has unique indexes of its own (orders_one_renewal, orders_one_open_renewal): an open one must not
 * keep out what a provider charged by itself for the same plan and price.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(oneOpen(' and term_number is null'));
}

/** What would not stand beside another any more is given up; money that is on its way for it still counts. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update orders o set state = 'canceled', updated_at = now()
    where o.state = 'open' and o.term_number is not null and exists (
      select from orders a where a.user_id = o.user_id and a.subscription_id = o.subscription_id and a.kind = o.kind
        and a.state = 'open' and a.term_number is null);
    ${oneOpen('')}
  `);
}

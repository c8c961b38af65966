import type { Knex } from 'knex';

/** What becomes of traffic that a term leaves over: docs/decisions/6-traffic-is-counted-from-a-purchase.md. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table plan_versions add keeps_traffic boolean not null default false;
    comment on column plan_versions.keeps_traffic is 'where nothing resets the counter: a purchase adds its traffic to what is left, instead of counting anew';
    alter table subscriptions add kept_traffic_bytes bigint not null default 0,
      add counted_from timestamptz, add counted_grant_id bigint, add recounted_grant_id bigint;
    comment on column subscriptions.kept_traffic_bytes is 'what earlier purchases of the running term allow beside its plan';
    comment on column subscriptions.counted_grant_id is 'the purchase from which traffic is counted; null where that is the panel''s own affair';
    comment on column subscriptions.recounted_grant_id is 'the one that the panel counts from';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table subscriptions drop kept_traffic_bytes, drop counted_from, drop counted_grant_id, drop recounted_grant_id;
    alter table plan_versions drop keeps_traffic;
  `);
}

import type { Knex } from 'knex';

/** How long something paid is not credited, or credited and not provisioned: each answered by an index of its own. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index inbox_events_new on inbox_events (provider, received_at) where state = 'new';

    alter table subscriptions add column owed_since timestamptz;
    comment on column subscriptions.owed_since is
      'since when the panel was told less than we owe; kept by a trigger, so that no writer can forget it';
    update subscriptions set owed_since = clock_timestamp() where applied_revision is distinct from revision;
    create function keep_owed_since() returns trigger language plpgsql as $$
      begin
        new.owed_since := case when new.applied_revision is distinct from new.revision
                               then coalesce(new.owed_since, clock_timestamp()) end;
        return new;
      end $$;
    create trigger owed_since before insert or update of revision, applied_revision on subscriptions
      for each row execute function keep_owed_since();
    create index subscriptions_owed_since on subscriptions (owed_since) where owed_since is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger owed_since on subscriptions;
    drop function keep_owed_since;
    alter table subscriptions drop column owed_since;
    drop index inbox_events_new;
  `);
}

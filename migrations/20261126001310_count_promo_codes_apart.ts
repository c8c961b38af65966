import type { Knex } from 'knex';

/**
 * A counter that everybody who activates a code locks to the end of their transaction lets them through one by one. So
 * each code is counted in sixteen places: whoever comes takes one that nobody holds, and together they never give more.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table promo_slots (
      promo_code_id bigint not null references promo_codes,
      n smallint not null,
      activations integer not null default 0,
      at_most integer check (activations <= at_most),
      primary key (promo_code_id, n)
    );
    comment on table promo_slots is 'how often a code was activated: the sum of its slots and what its row says';
    comment on column promo_slots.at_most is 'its share of the code''s max_activations; null is as many as come';
    comment on column promo_codes.activations is 'those of before it was counted in promo_slots';

    create function share_promo_slots() returns trigger language plpgsql as $$
    declare rest integer;
    begin
      insert into promo_slots (promo_code_id, n) select new.id, n from generate_series(0, 15) n on conflict do nothing;
      perform from promo_slots where promo_code_id = new.id order by n for update;
      if new.max_activations is not null then
        select greatest(new.max_activations - new.activations - sum(activations), 0) into rest
          from promo_slots where promo_code_id = new.id;
      end if;
      update promo_slots set at_most = activations + rest / 16 + (n < rest % 16)::int where promo_code_id = new.id;
      return null;
    end $$;
    create trigger slots after insert or update of max_activations, activations on promo_codes
      for each row execute function share_promo_slots();
    update promo_codes set activations = activations;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger slots on promo_codes;
    drop function share_promo_slots;
    update promo_codes c set activations = activations + (
      select coalesce(sum(s.activations), 0) from promo_slots s where s.promo_code_id = c.id);
    drop table promo_slots;
  `);
}

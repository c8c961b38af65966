import type { Knex } from 'knex';
import type { MandateState } from '../domain/mandate.js';
import { ask } from './ask.js';

/** What a provider charges by itself, with how many of its charges we know. */
export interface CountedMandate {
  readonly id: bigint;
  readonly externalId: string;
  readonly state: MandateState;
  readonly toldAt: Date | null;
  /** False where nothing was bought by it yet. */
  readonly isBegun: boolean;
  readonly charges: number;
}

const counted = `
  select m.id, m.external_id, m.state, m.told_at, m.subscription_id is not null is_begun,
    (select count(*)::int from payments p where p.mandate_id = m.id) charges
  from mandates m where m.provider = ? and m.external_id = any(?)`;

/** Those that the provider calls by these names. */
export const countedMandates = (
  knex: Knex,
  provider: string,
  externalIds: readonly string[],
): Promise<CountedMandate[]> => ask<CountedMandate>(knex, counted, provider, externalIds);

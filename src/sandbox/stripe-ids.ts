import { randomUUID } from 'node:crypto';

/** All that is of one payment bears what its session's id, or its intent's, ends with. */
interface Named {
  readonly id: string;
}

export const newId = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`;
export const bare = (id: string): string => id.replace(/^(?:cs_test|pi|pm|cus)_/, '');
export const intentOf = ({ id }: Named): string => `pi_${bare(id)}`;
export const chargeOf = ({ id }: Named): string => `ch_${bare(id)}`;

import { Never } from '../domain/errors.js';
import type { CallOptions } from '../http.js';
import type { Ask } from './remnawave-client.js';
import { uuidAnswer } from './remnawave-answers.js';

/**
 * What versions of Remnawave say differently. An account's number is its reference in both, so that it outlives the
 * upgrade: 2.x shows it beside the uuid that it knows accounts by, and 3.0 renames its column and drops the uuid.
 *
 * Sources: remnawave/backend at its tags 2.7.4, 2.8.1, 3.0.0 and 3.3.2 (libs/contract, users.service.ts and the
 * migrations 20260720124815_rename_column and 20260720132335_drop_user_uuid).
 */
export interface Dialect {
  readonly major: number;
  /** The oldest of that major version that speaks so. */
  readonly minor: number;
  /** Where an account is read by its number. */
  account(number: string): string;
  /** What every other call knows it by: in addresses, in `field` of an update, in `owner` of a device. */
  key(number: string, ask: Ask, call: CallOptions): Promise<string | number>;
  readonly field: 'uuid' | 'id';
  readonly owner: 'userUuid' | 'userId';
}

const two: Dialect = {
  major: 2,
  minor: 7,
  account: (number) => `users/by-id/${number}`,
  key: async (number, ask, call) => (await ask(two.account(number), uuidAnswer, call)).response.uuid,
  field: 'uuid',
  owner: 'userUuid',
};

const three: Dialect = {
  major: 3,
  minor: 0,
  account: (number) => `users/${number}`,
  key: async (number) => Number(number),
  field: 'id',
  owner: 'userId',
};

const dialects: readonly Dialect[] = [two, three];

/** A later version of a known major speaks as the newest that we know. @throws {Never} for any other */
export function dialectOf(version: string): Dialect {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const dialect = dialects.find((known) => known.major === Number(major) && known.minor <= Number(minor));
  if (dialect) return dialect;
  throw unsupported(`Remnawave ${version} was found`, { version });
}

export const unsupported = (found: string, details: Record<string, unknown> = {}): Never => {
  const known = dialects.map(({ major, minor }) => `${major}.${minor} and later ${major}.x`).join(', ');
  return new Never('panel.unsupported_version', `${found}; supported are ${known}`, details);
};

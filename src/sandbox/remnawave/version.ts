import { z } from 'zod';

/** What a panel says it is: 2.x speaks as 2.7.4 does, any other as 3.3.2. */
export const newest = '3.3.2';

export const versionSchema = z.string().regex(/^\d+\.\d+\.\d+$/, 'a version has three numbers, like 2.7.4');

/** 2.x knows an account by a uuid and shows its number beside it; 3.x by the number alone. */
export type Generation = 2 | 3;
export const generationOf = ({ version }: { readonly version: string }): Generation =>
  version.startsWith('2.') ? 2 : 3;

/** The address of the version came with 2.5.0. */
export const tellsVersion = ({ version }: { readonly version: string }): boolean =>
  !/^2\.[0-4]\./.test(version);

const stem = '5f1d2c3b-0000-4000-8000-';

/** The same for an account each time it is asked for, for the number is in it. */
export const uuidOf = (userId: number): string => `${stem}${userId.toString(16).padStart(12, '0')}`;

/** 0 for a uuid that is nobody's. */
export const idOf = (uuid: string): number =>
  uuid.startsWith(stem) ? Number.parseInt(uuid.slice(stem.length), 16) : 0;

import { refuse, type Answer, type RefusalName } from './answers.js';
import type { Installation } from './installation.js';
import { addressSchema } from './schemas.js';
import type { User } from './state.js';
import { generationOf, type Generation } from './version.js';

export interface Input {
  readonly params: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: unknown;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Below /api. */
  readonly path: string;
  /** What this call says while the database is away. */
  readonly failure: RefusalName;
  /** Where only panels of one generation have it. */
  readonly only?: Generation;
  /** Throws {Refusal} and {z.ZodError}. */
  run(input: Input): Answer | Promise<Answer>;
}

export const route = (
  method: Route['method'],
  path: string,
  failure: RefusalName,
  run: Route['run'],
  only?: Generation,
): Route => ({ method, path, failure, run, ...(only && { only }) });

/** The account of the address. @throws {z.ZodError} when it is no number above 0, or in 2.x no uuid */
export function userOf(panel: Installation, input: Input, missing: RefusalName = 'userMissing'): User {
  const { userId } = input.params;
  return (
    panel.users.byId(addressSchema(generationOf(panel)).parse({ userId, uuid: userId })) ?? refuse(missing)
  );
}

import { refuse, type Answer, type RefusalName } from './answers.js';
import type { Installation } from './installation.js';
import { userIdSchema } from './schemas.js';
import type { User } from './state.js';

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
  /** Throws {Refusal} and {z.ZodError}. */
  run(input: Input): Answer | Promise<Answer>;
}

export const route = (
  method: Route['method'],
  path: string,
  failure: RefusalName,
  run: Route['run'],
): Route => ({ method, path, failure, run });

/** The account of the address. @throws {z.ZodError} when it is no number above 0: a uuid of 2.x is none */
export function userOf(panel: Installation, input: Input, missing: RefusalName = 'userMissing'): User {
  const { userId } = userIdSchema.parse(input.params);
  return panel.users.byId(userId) ?? refuse(missing);
}

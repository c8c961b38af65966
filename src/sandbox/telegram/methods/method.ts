import type { Params } from '../params.js';
import type { World } from '../world.js';

/** Answers the result, or throws an ApiError. `signal` aborts when the caller hangs up. */
export type Method = (params: Params, world: World, signal: AbortSignal) => unknown;
export type Methods = Readonly<Record<string, Method>>;

/** A result that Telegram accompanies with a sentence. */
export class Described {
  readonly result: unknown;
  readonly description: string;

  constructor(result: unknown, description: string) {
    this.result = result;
    this.description = description;
  }
}

import { ApiError, refusal } from './errors.js';
import { visible } from './journal.js';
import { Described, type Method } from './methods/method.js';
import { findMethod } from './methods/registry.js';
import type { Params } from './params.js';
import type { World } from './world.js';

/** The body of an answer, and the status it goes with. */
export interface Envelope {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Seconds, for the header of that name. */
  readonly retryAfter?: number | undefined;
}

export type KnownMethod = NonNullable<ReturnType<typeof findMethod>>;

/** @throws {ApiError} 404, loudly, for what the sandbox does not emulate */
export function knownMethod(name: string): KnownMethod {
  const known = findMethod(name);
  if (!known) throw new ApiError(404, 'Not Found: method not found');
  return known;
}

/** Runs a method and writes it down, with the mishap that hits it, if any. Never throws. */
export async function call(
  world: World,
  { name, method }: KnownMethod,
  params: Params,
  { signal, fault = null }: { signal: AbortSignal; fault?: string | null },
): Promise<Envelope> {
  const at = world.now();
  const envelope = await run(world, method, params, signal);
  record(world, name, params, envelope, { at, fault });
  return envelope;
}

/** Writes a call down; `fault` is the mishap that hit it. */
export function record(
  world: World,
  method: string,
  params: Params,
  { status, body }: Envelope,
  { at, fault }: { at: number; fault: string | null },
): void {
  const chatId = params.text('chat_id');
  world.journal.add({
    method,
    chat_id: /^-?\d+$/.test(chatId) ? Number(chatId) : chatId || null,
    params: visible(params),
    ok: status === 200,
    result: status === 200 ? body['result'] : body,
    fault,
    at,
  });
}

async function run(world: World, method: Method, params: Params, signal: AbortSignal): Promise<Envelope> {
  try {
    const result = await method(params, world, signal);
    if (result instanceof Described)
      return { status: 200, body: { ok: true, result: result.result, description: result.description } };
    return { status: 200, body: { ok: true, result } };
  } catch (error) {
    return envelopeOf(error);
  }
}

/** Telegram's way to say no; a fault of ours is a 500 with its cause. */
export function envelopeOf(error: unknown): Envelope {
  const known =
    error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`);
  return { status: known.code, body: refusal(known), retryAfter: known.retryAfter };
}

import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Answer } from './objects.js';
import { Problem } from './problem.js';
import { keep } from '../till/keep.js';
import type { Shop } from './shop.js';

const dayMs = 24 * 3_600_000;

/**
 * A call that changes something: it needs a key of 1 to 64 characters, is done once under it, and answers the
 * same for a day, refusals too. The same key with other data is refused.
 */
export const once =
  (shop: Shop, act: (body: unknown, id: string) => object): RequestHandler<{ id?: string }> =>
  (request, response) => {
    const key = request.get('idempotence-key') ?? '';
    if (key.length < 1 || key.length > 64) {
      throw new Problem(400, 'Idempotence-Key has 1 to 64 characters', 'Idempotence-Key');
    }
    const body: unknown = request.body;
    const print = createHash('sha256')
      .update(`${request.path} ${JSON.stringify(body)}`)
      .digest('hex');

    const before = shop.answers.get(key);
    const isFresh = before !== undefined && shop.nowMs() - before.atMs < dayMs;
    if (isFresh && before.print !== print) {
      throw new Problem(400, 'This Idempotence-Key was used with other data', 'Idempotence-Key');
    }
    const { status, body: answer } = isFresh ? before : attempt(() => act(body, request.params.id ?? ''));
    if (!isFresh) {
      shop.answers.delete(key);
      keep(shop.answers, key, { key, print, atMs: shop.nowMs(), status, body: answer });
    }
    response.status(status).json(answer);
  };

function attempt(act: () => object): Pick<Answer, 'status' | 'body'> {
  try {
    return { status: 200, body: act() };
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, body: error.body() };
    throw error;
  }
}

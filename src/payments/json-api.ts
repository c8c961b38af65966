import type { z } from 'zod';
import { callMs } from '../domain/deadline.js';
import { UpstreamRejected } from '../domain/errors.js';
import type { CallOptions, Http } from '../http.js';
import { readRefusal, type Refusal } from './read-refusal.js';

interface JsonApi {
  readonly service: string;
  readonly base: string;
  /** With the keys of the shop. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a refusal: why, in its own words, and what else of it is told. */
  readonly problem: z.ZodType<{ readonly words: string; readonly error?: string }>;
}

/** A provider's API that is asked by GET, and told by POST in JSON; a path begins with a slash. */
export function createJsonApi({ service, base, headers, problem }: JsonApi, http: Http) {
  const every = { service, timeoutMs: callMs.provider, headers };
  const at = (path: string) => new URL(base.replace(/\/+$/, '') + path);

  const refusal: Refusal = (status, body) => {
    const said = status >= 500 || status === 429 ? undefined : problem.safeParse(body).data;
    if (!said) return undefined;
    const { words, ...details } = said;
    return new UpstreamRejected(`${service} refused: ${words}`, { service, status, ...details });
  };

  return {
    get: <S extends z.ZodType>(path: string, answer: S, call: CallOptions) =>
      http(at(path), { ...call, ...every, answer, refusal: readRefusal(service, refusal) }),

    /** `json` is its very text where amounts are numbers: no float of ours prints them. */
    post: <S extends z.ZodType>(path: string, json: object | string | null, answer: S, call: CallOptions) =>
      http(at(path), { ...call, ...every, answer, method: 'POST', refusal, ...bodyOf(json) }),
  };
}

function bodyOf(json: object | string | null) {
  if (typeof json !== 'string') return json && { json };
  return { text: { type: 'application/json', content: json } };
}

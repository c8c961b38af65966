import type { IncomingMessage } from 'node:http';
import { ApiError, badRequest } from './errors.js';
import { parseMultipart } from './multipart.js';
import { isObject, Params } from './params.js';

const bodyLimitBytes = 50 * 1024 * 1024;

/** Every parameter of a request; those in the body win over those in the query. */
export async function readParams(req: IncomingMessage, query: URLSearchParams): Promise<Params> {
  const given = Object.fromEntries(query);
  if (req.method === 'GET') return new Params(given);
  const body = await readBody(req);
  if (body.length === 0) return new Params(given);

  const type = req.headers['content-type'] ?? '';
  if (/^application\/json/i.test(type)) return new Params({ ...given, ...parseJson(body) });
  if (/^multipart\/form-data/i.test(type)) {
    const form = parseMultipart(body, type);
    if (!form) throw badRequest("can't parse multipart/form-data");
    return new Params({ ...given, ...form.fields }, form.files);
  }
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return new Params({ ...given, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) });
  }
  return new Params(given);
}

/** Reads to the end, with or without a Content-Length. What is too big is read on and thrown away. */
async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyLimitBytes) chunks.push(chunk);
  }
  if (bytes > bodyLimitBytes) throw new ApiError(413, 'Request Entity Too Large');
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const parsed = JSON.parse(body.toString('utf8')) as unknown;
    if (isObject(parsed)) return parsed;
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw badRequest("can't parse JSON object");
}

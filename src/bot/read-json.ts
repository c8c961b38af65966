import type { IncomingMessage } from 'node:http';

/** The body cannot be taken: it is too large, no JSON, or cut off. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  readonly status: 400 | 413;

  constructor(status: 400 | 413) {
    super(status === 413 ? 'the body is too large' : 'the body is no JSON');
    this.status = status;
  }
}

/**
 * A request's body, whatever it calls itself.
 *
 * @throws {BadBody} also when its connection ends before it
 */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  try {
    return JSON.parse((await readAll(req, maxBytes)).toString());
  } catch (error) {
    throw error instanceof BadBody ? error : new BadBody(400);
  }
}

async function readAll(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw new BadBody(413);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BadBody(413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

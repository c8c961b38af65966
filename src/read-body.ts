import type { IncomingMessage } from 'node:http';

/** A webhook's body, in bytes: no update and no notification comes near it. */
const maxBodyBytes = 1_048_576;

/** The body cannot be taken: it is too large, not what it should be, or cut off. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * A request's body, whatever it calls itself.
 *
 * @throws {BadBody} also when its connection ends before it
 */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const tooLarge = new BadBody(413, 'the body is too large');
  if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // The stream is left as it is when we leave: the answer goes over its socket.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    throw error === tooLarge ? error : new BadBody(400, 'the body is cut off');
  }
  return Buffer.concat(chunks);
}

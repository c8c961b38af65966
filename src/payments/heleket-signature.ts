import { createHash } from 'node:crypto';

/**
 * What Heleket and Cryptomus sign with: the MD5 of the base64 of a body's very bytes and of the payment key, in hex.
 * No body is the empty text. https://doc.heleket.com/methods/request-format
 */
export const signatureOf = (body: string, key: string): string =>
  createHash('md5')
    .update(Buffer.from(body).toString('base64') + key)
    .digest('hex');

interface Member {
  readonly name: string;
  readonly from: number;
  /** Of the comma or brace behind it. */
  readonly to: number;
}

/** The members of the outermost object, as they stand in a text that is JSON. */
function membersOf(text: string): readonly Member[] {
  const members: Member[] = [];
  let depth = 0;
  let open: Omit<Member, 'to'> | undefined;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const ends = depth === 1 && (token === ',' || token === '}');
    if (ends && open) members.push({ ...open, to: index });
    if (ends) open = undefined;
    else if (depth === 1 && open === undefined) open = { name: JSON.parse(token) as string, from: index };
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return members;
}

/**
 * The texts that the signature within a notification may be of: the rest of it as it came, and, for one that was
 * written anew on its way, the rest of it as PHP writes it. Null when it is not one object whose members have names of
 * their own, one of them "sign".
 */
export function signedTexts(raw: string): readonly string[] | null {
  const body = parsed(raw);
  if (!body) return null;
  const members = membersOf(raw);
  const sign = members.find(({ name }) => name === 'sign');
  if (!sign || new Set(members.map(({ name }) => name)).size !== members.length) return null;
  const isFirst = sign === members[0];
  const before = raw.slice(0, isFirst ? sign.from : raw.lastIndexOf(',', sign.from));
  const after = raw.slice(isFirst && members.length > 1 ? sign.to + 1 : sign.to);
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'sign'));
  return [before + after, ...asPhpWrites(rest)];
}

/**
 * json_encode with JSON_UNESCAPED_UNICODE, as far as a parsed text can still tell: slashes and two line ends. Nothing
 * for what is so deep that it can be read and not be written.
 */
function asPhpWrites(value: unknown): string[] {
  try {
    const written = JSON.stringify(value).replace(/[/\u2028\u2029]/g, (sign) =>
      sign === '/' ? '\\/' : sign === '\u2028' ? '\\u2028' : '\\u2029',
    );
    return [written];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function parsed(raw: string): object | undefined {
  try {
    const body: unknown = JSON.parse(raw);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

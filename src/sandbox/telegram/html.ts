import type { MessageEntity } from 'grammy/types';
import { badRequest } from './errors.js';
import { entityOf, knownTags, type OpenTag } from './html-tags.js';

export interface Formatted {
  readonly text: string;
  readonly entities: MessageEntity[];
}

/**
 * Reads Telegram's HTML: a few tags, four named entities, everything else is text.
 *
 * @throws {ApiError} 400 `can't parse entities: …`, with the byte offset, in Telegram's words
 */
export function parseHtml(source: string): Formatted {
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    text += decode(source.slice(at, next === -1 ? source.length : next));
    if (next === -1) break;
    const tag = source.startsWith('</', next)
      ? closing(source, next, open)
      : opening(source, next, text.length);
    at = tag.end;
    if (tag.opened) open.push(tag.opened);
    else if (tag.closed && text.length > tag.closed.offset) {
      const entity = entityOf(tag.closed, text, entities);
      if (entity) entities.push(entity);
    }
  }
  const left = open.at(-1);
  if (left) throw unparsable(`Can't find end tag corresponding to start tag "${left.name}"`);
  return { text, entities: inOrder(entities.map(plainCode)) };
}

/** Outer before inner, as Telegram lists them. */
export const inOrder = (entities: MessageEntity[]): MessageEntity[] =>
  entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);

const unparsable = (reason: string) => badRequest(`can't parse entities: ${reason}`);

const plainCode = (entity: MessageEntity): MessageEntity =>
  entity.type === 'code' ? { type: 'code', offset: entity.offset, length: entity.length } : entity;

interface Tag {
  readonly end: number;
  readonly opened?: OpenTag;
  readonly closed?: OpenTag;
}

function opening(source: string, at: number, offset: number): Tag {
  const where = byteOffset(source, at);
  const name = /^[^\s>]*/.exec(source.slice(at + 1))?.[0] ?? '';
  let end = at + 1 + name.length;
  if (end >= source.length) throw unparsable(`Unclosed start tag at byte offset ${where}`);
  const tag = name.toLowerCase();
  if (!knownTags.has(tag)) throw unparsable(`Unsupported start tag "${tag}" at byte offset ${where}`);

  const attributes: Record<string, string> = {};
  const attribute = /\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?/y;
  for (;;) {
    attribute.lastIndex = end;
    const found = attribute.exec(source);
    if (!found) break;
    attributes[(found[1] ?? '').toLowerCase()] = decode(
      found[2] ?? found[3] ?? found[4]?.toLowerCase() ?? '',
    );
    end = attribute.lastIndex;
  }
  const close = /\s*>/y;
  close.lastIndex = end;
  if (!close.test(source)) throw unparsable(`Unclosed start tag "${tag}" at byte offset ${where}`);
  if (tag === 'span' && attributes['class'] !== 'tg-spoiler') {
    throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${where}`);
  }
  return { end: close.lastIndex, opened: { name: tag, attributes, offset } };
}

function closing(source: string, at: number, open: OpenTag[]): Tag {
  const where = byteOffset(source, at);
  const closed = open.pop();
  if (!closed) throw unparsable(`Unexpected end tag at byte offset ${where}`);
  const found = /^<\/([^\s>]*)\s*>/.exec(source.slice(at));
  if (!found) throw unparsable(`Unclosed end tag at byte offset ${where}`);
  const name = (found[1] ?? '').toLowerCase();
  if (name !== '' && name !== closed.name) {
    throw unparsable(
      `Unmatched end tag at byte offset ${where}, expected "</${closed.name}>", found "</${name}>"`,
    );
  }
  return { end: at + found[0].length, closed };
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const decode = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi,
    (all: string, hex?: string, decimal?: string, name?: string) => {
      if (name) return named[name] ?? all;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code < 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );

const byteOffset = (source: string, at: number): number => Buffer.byteLength(source.slice(0, at));

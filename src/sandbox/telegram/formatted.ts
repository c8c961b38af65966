import type { MessageEntity } from 'grammy/types';
import { badRequest } from './errors.js';
import { type Formatted, inOrder, parseHtml } from './html.js';
import { isObject, type Params } from './params.js';

/** The longest text and caption, in UTF-16 units after the markup is read. */
export const textLimit = 4096;
const captionLimit = 1024;

/** The text of a new message or of an edit. */
export function readText(params: Params): Formatted {
  const text = read(params, 'text', 'entities');
  if (text.text === '') throw badRequest('message text is empty');
  if (text.text.length > textLimit) throw badRequest('message is too long');
  return text;
}

/** A caption, which may be empty. */
export function readCaption(params: Params): Formatted {
  const caption = read(params, 'caption', 'caption_entities');
  if (caption.text.length > captionLimit) throw badRequest('message caption is too long');
  return caption;
}

function read(params: Params, field: string, entitiesField: string): Formatted {
  const source = params.text(field).replaceAll('\r', '');
  if (Buffer.byteLength(source) > 32_768) throw badRequest('text is too long');
  const mode = params.text('parse_mode').toLowerCase();
  if (!['', 'none', 'html', 'markdown', 'markdownv2'].includes(mode)) {
    throw badRequest('unsupported parse_mode');
  }
  if (mode.startsWith('markdown')) {
    throw badRequest("can't parse entities: the sandbox reads parse_mode HTML only");
  }
  return tidy(
    mode === 'html'
      ? parseHtml(source)
      : { text: source, entities: givenEntities(params.json(entitiesField), source) },
  );
}

function givenEntities(value: unknown, text: string): MessageEntity[] {
  if (!Array.isArray(value)) return [];
  return inOrder(
    value.map((entity: unknown) => {
      if (!isEntity(entity)) throw badRequest("can't parse MessageEntity: expected an Object");
      if (entity.offset + entity.length > text.length) throw badRequest('entity ends outside the text');
      return entity;
    }),
  );
}

const isEntity = (value: unknown): value is MessageEntity =>
  isObject(value) &&
  typeof value['type'] === 'string' &&
  isIndex(value['offset']) &&
  isIndex(value['length']);

const isIndex = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** Control characters become spaces; blanks at both ends go, and what of an entity covered them. */
function tidy({ text, entities }: Formatted): Formatted {
  const clean = text.replaceAll(/(?!\n)\p{Cc}/gu, ' ');
  const trimmed = clean.trim();
  const skipped = clean.length - clean.trimStart().length;
  const kept = entities.flatMap((entity) => {
    const start = Math.max(0, entity.offset - skipped);
    const end = Math.min(trimmed.length, entity.offset + entity.length - skipped);
    return end > start ? [{ ...entity, offset: start, length: end - start }] : [];
  });
  return { text: trimmed, entities: withDetected(trimmed, kept) };
}

const detectors: [MessageEntity.CommonMessageEntity['type'], RegExp][] = [
  ['url', /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}»'…]/gi],
  ['bot_command', /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/gu],
  ['mention', /(?<![\p{L}\p{N}_])@[a-zA-Z0-9_]{2,32}(?![\p{L}\p{N}_])/gu],
];

/** Links, commands and mentions that Telegram finds by itself, in people's and in bots' messages. */
export function withDetected(text: string, entities: MessageEntity[]): MessageEntity[] {
  const taken = entities.filter(({ type }) => ['code', 'pre', 'text_link', 'text_mention'].includes(type));
  const found: MessageEntity[] = [];
  for (const [type, pattern] of detectors) {
    for (const match of text.matchAll(pattern)) {
      const span = { offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlap(span, other))) found.push({ type, ...span });
    }
  }
  return found.length === 0 ? entities : inOrder([...entities, ...found]);
}

type Span = Pick<MessageEntity, 'offset' | 'length'>;

const overlap = (a: Span, b: Span): boolean =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;

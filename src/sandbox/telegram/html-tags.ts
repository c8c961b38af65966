import type { MessageEntity } from 'grammy/types';
import { badRequest } from './errors.js';

/** A tag that was opened: its attributes, and where in the text (UTF-16) it began. */
export interface OpenTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly offset: number;
}

const simple: Record<string, MessageEntity.CommonMessageEntity['type']> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};

export const knownTags = new Set([
  ...Object.keys(simple),
  'a',
  'code',
  'pre',
  'blockquote',
  'tg-emoji',
  'tg-time',
]);

/** What a closed tag means for the text between `tag.offset` and `end`; null when it means nothing. */
export function entityOf(tag: OpenTag, text: string, entities: MessageEntity[]): MessageEntity | null {
  const { name, attributes, offset } = tag;
  const at = { offset, length: text.length - offset };
  const type = simple[name];
  if (type) return { type, ...at };
  if (name === 'a') return link(attributes['href'] || text.slice(offset), at);
  if (name === 'pre') return { type: 'pre', ...at, ...language(takeInner(entities, at)) };
  if (name === 'code') return { type: 'code', ...at, ...language(attributes['class']) };
  if (name === 'blockquote') {
    return { type: 'expandable' in attributes ? 'expandable_blockquote' : 'blockquote', ...at };
  }
  if (name === 'tg-time') return time(attributes, at);
  if (!/^\d+$/.test(attributes['emoji-id'] ?? '')) {
    throw badRequest("can't parse entities: Invalid custom emoji identifier specified");
  }
  return { type: 'custom_emoji', custom_emoji_id: attributes['emoji-id'] ?? '', ...at };
}

type Span = Pick<MessageEntity, 'offset' | 'length'>;

/** Telegram keeps links to the web and to itself; the text of any other stays, without a link. */
function link(url: string, at: Span): MessageEntity | null {
  const known = /^(https?|tg|ton|tonsite|mailto|tel):/i.test(url);
  if (!known && /^[a-z][a-z0-9+.-]*:/i.test(url) && !/^[^/]+:\d/.test(url)) return null;
  if (!known && !/^[^\s/]+\.[^\s/]+/.test(url)) return null;
  return { type: 'text_link', url: known ? url : `http://${url}`, ...at };
}

/** `<pre><code class="language-x">` is one entity: gives the inner one's language and takes it away. */
function takeInner(entities: MessageEntity[], at: Span): string | undefined {
  const inner = entities.at(-1);
  if (inner?.type !== 'code' || inner.offset !== at.offset || inner.length !== at.length) return undefined;
  entities.pop();
  return 'language' in inner ? `language-${String(inner.language)}` : undefined;
}

const language = (name: string | undefined) =>
  name?.startsWith('language-') ? { language: name.slice('language-'.length) } : {};

function time({ unix = '', format = '' }: OpenTag['attributes'], at: Span): MessageEntity {
  if (!/^\d{1,12}$/.test(unix)) {
    throw badRequest('can\'t parse entities: Invalid date specified in the tag "tg-time"');
  }
  if (!isTimeFormat(format)) {
    throw badRequest('can\'t parse entities: Invalid date format specified in the tag "tg-time"');
  }
  return { type: 'date_time', unix_time: Number(unix), date_time_format: format, ...at };
}

const isTimeFormat = (format: string): format is MessageEntity.DateTimeMessageEntity['date_time_format'] =>
  /^(r|w?[dD]?[tT]?)$/.test(format);

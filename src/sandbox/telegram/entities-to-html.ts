import type { MessageEntity } from 'grammy/types';

/** A message as HTML that is safe to put into a page: only tags made here, every text escaped. */
export function entitiesToHtml(text: string, entities: readonly MessageEntity[]): string {
  return render(text, 0, text.length, [...entities]);
}

function render(text: string, from: number, to: number, entities: MessageEntity[]): string {
  let html = '';
  let at = from;
  while (entities.length > 0) {
    const entity = entities.shift();
    if (!entity || entity.offset < at || entity.offset >= to) continue;
    const end = Math.min(to, entity.offset + entity.length);
    const inner: MessageEntity[] = [];
    while (entities[0] && entities[0].offset < end) inner.push(...entities.splice(0, 1));
    html += escape(text.slice(at, entity.offset));
    html += wrap(entity, text.slice(entity.offset, end), render(text, entity.offset, end, inner));
    at = end;
  }
  return html + escape(text.slice(at, to));
}

const plain: Partial<Record<MessageEntity['type'], string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  blockquote: 'blockquote',
};

function wrap(entity: MessageEntity, raw: string, html: string): string {
  const tag = plain[entity.type];
  if (tag) return `<${tag}>${html}</${tag}>`;
  if (entity.type === 'pre') return `<pre>${html}</pre>`;
  if (entity.type === 'expandable_blockquote') return `<blockquote class="expandable">${html}</blockquote>`;
  if (entity.type === 'spoiler') return `<span class="spoiler">${html}</span>`;
  if (entity.type === 'text_link') return anchor(entity.url, html);
  if (entity.type === 'url') return anchor(raw, html);
  if (entity.type === 'bot_command') return `<a class="command" data-command="${escape(raw)}">${html}</a>`;
  if (entity.type === 'date_time') {
    return `<time data-unix="${entity.unix_time}" data-format="${escape(entity.date_time_format)}">${html}</time>`;
  }
  return html;
}

const anchor = (url: string, html: string): string =>
  /^(https?|tg):/i.test(url) ? `<a href="${escape(url)}" target="_blank" rel="noopener">${html}</a>` : html;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * What becomes of a link when a person follows it: a page in a new tab, the start of the bot with a payload,
 * an invoice, or an app that only a phone would have.
 */
export function readLink(url, username) {
  if (!URL.canParse(url)) return { kind: 'web', url: `http://${url}` };
  const { protocol, host, pathname, searchParams, hash } = new URL(url);
  if (protocol === 'tg:') return resolved(url, searchParams, username);
  if (!/^https?:$/.test(protocol)) return { kind: 'app', url };
  if (!/^(t|telegram)\.me$/.test(host)) return { kind: 'web', url };
  if (/^\/(\$|invoice\/)/.test(pathname)) return { kind: 'invoice', url };
  const isOurs = pathname.slice(1).toLowerCase() === username.toLowerCase() && hash === '';
  return isOurs ? { kind: 'start', payload: searchParams.get('start') ?? '' } : { kind: 'app', url };
}

function resolved(url, searchParams, username) {
  const isOurs = searchParams.get('domain')?.toLowerCase() === username.toLowerCase();
  return isOurs ? { kind: 'start', payload: searchParams.get('start') ?? '' } : { kind: 'app', url };
}

/** From the box beside the chat: a whole link to the bot, or only what comes after `?start=`. */
export function readPayload(typed, username) {
  const text = typed.trim();
  if (!/[:/.]/.test(text)) return text;
  const link = readLink(/^[a-z]+:/i.test(text) ? text : `https://${text}`, username);
  return link.kind === 'start' ? link.payload : null;
}

import type { Request } from 'express';

/**
 * A write that our own page sent. Browsers name the page's origin with each; where they say more (Sec-Fetch-Site),
 * that has to agree. What names no origin at all is not a browser on our page.
 */
export function isOwnPage(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = req.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === req.host;
}

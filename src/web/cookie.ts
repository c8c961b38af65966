import type { Request, Response } from 'express';

const path = '/queues';

/** Over https the browser itself sees to it that the cookie was set by https. */
const nameFor = (req: Request): string => (req.secure ? '__Secure-board' : 'board');

export function sessionIn(req: Request): string | undefined {
  const name = nameFor(req);
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

export const setSession = (req: Request, res: Response, id: string): void =>
  void res.cookie(nameFor(req), id, { path, httpOnly: true, secure: req.secure, sameSite: 'strict' });

export const dropSession = (req: Request, res: Response): void =>
  void res.clearCookie(nameFor(req), { path, httpOnly: true, secure: req.secure, sameSite: 'strict' });

import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import helmet from 'helmet';
import QRCode from 'qrcode';
import { vpnApp } from '../domain/apps.js';
import type { Language } from '../domain/language.js';
import { allow } from './errors.js';
import { goneHtml, openHtml } from './open-html.js';

export interface OpenParts {
  /** What a ticket opens; null when there is no such ticket, or nothing to connect to. */
  readonly find: (ticket: string) => Promise<{ readonly link: string; readonly language: Language } | null>;
  /** How the app calls the connection. */
  readonly name: string;
}

const ticketShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * GET /open/<app>/<ticket>: opens a VPN app on the person's connection link. Telegram's buttons take no scheme but
 * https. The ticket is an opaque id and the scheme one of our list, so the page leads nowhere else.
 */
export function openPage({ find, name }: OpenParts): Router {
  const router = Router();
  router.get('/:app/:ticket', async (req, res) => {
    const app = vpnApp(req.params.app);
    const { ticket } = req.params;
    const found = app && ticketShape.test(ticket) ? await find(ticket) : null;
    const nonce = randomBytes(16).toString('base64');

    await new Promise((resolve) => headers(nonce)(req, res, resolve));
    res.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
    if (!app || !found || !/^https?:\/\//.test(found.link)) {
      res.status(404).send(goneHtml);
      return;
    }
    const qr = await QRCode.toString(found.link, { type: 'svg', margin: 1 });
    res.send(openHtml({ app, ...found, name, nonce, qr }));
  });
  router.all('/:app/:ticket', allow('GET', 'HEAD'));
  return router;
}

/** The address of the page is a secret of its person: it goes along nowhere. */
const headers = (nonce: string) =>
  helmet({
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false, // the proxy's to decide
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [`'nonce-${nonce}'`],
        styleSrc: [`'nonce-${nonce}'`],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });

import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

const files = fileURLToPath(new URL('./page/', import.meta.url));

/** Nothing of the page comes from elsewhere, and nothing of it is sent elsewhere. */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The chat page. Its files carry no versions in their names, so browsers ask each time whether they changed. */
export function createPage(): Router {
  const router = Router();
  router.use(
    express.static(files, {
      cacheControl: false,
      setHeaders(response) {
        response.set({
          'cache-control': 'no-cache',
          'content-security-policy': policy,
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
        });
      },
    }),
  );
  return router;
}

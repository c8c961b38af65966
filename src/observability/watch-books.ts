import type { Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { look } from './look.js';
import { each, show } from './show.js';

/** Shows where providers and our books differ, and when each was compared. */
export function watchBooks(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  const read = look(() => db.breaks.standing(), failed);

  show(registry, read, [
    {
      name: 'books_open_breaks',
      help: 'Differences between a provider and our books that nobody has explained',
      labelNames: ['provider'],
      samples: ({ open }) => each('provider', open),
    },
    {
      name: 'books_proven_timestamp_seconds',
      help: 'When our books were compared with all that this provider tells',
      labelNames: ['provider'],
      samples: ({ provenAt }) => each('provider', provenAt),
    },
  ]);
}

import type { Db } from '../db/db.js';
import type { Panel } from '../panels/panel.js';
import type { Panels } from '../panels/registry.js';

/** The panel of a row of `panels`, and its kind; no panel when that kind is not configured here. */
export async function findPanel(
  db: Db,
  panels: Panels,
  id: bigint,
): Promise<{ readonly kind: string; readonly panel: Panel | undefined }> {
  const { kind } = await db
    .knex('panels')
    .where({ id: String(id) })
    .first<{ kind: string }>('kind');
  return { kind, panel: panels.get(kind) };
}

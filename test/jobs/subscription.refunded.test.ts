import { expect } from 'chai';
import { withdrawGrant } from '../../src/effects/withdraw-grant.js';
import type { Panel } from '../../src/panels/panel.js';
import { isWaitedFor, useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { until } from '../support/until.js';
import { useWorld } from '../support/world.js';

describe('a refund while the panel is told of a purchase', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, grant, provision, row } = useProvisioning(database, world);

  it('is not followed by the message that access is there', async () => {
    const { db } = database;
    await grant();
    let refund: Promise<void> | undefined;
    const adapter = world().panels.get('remnawave')!;
    const panel: Panel = {
      ...adapter,
      async create(...given) {
        const account = await adapter.create(...given);
        await new Promise<void>((begun) => {
          refund = db.transaction(async (trx) => {
            await withdrawGrant(db, trx, { source: 'order', sourceId: '1' }, null, 'refund:1', new Date());
            begun();
            await until(() => isWaitedFor(db)); // for what the panel said to be written down
          });
        });
        return account;
      },
    };
    await provision({ panels: new Map([['remnawave', panel]]) });
    await refund;

    expect(await shop().told()).to.deep.equal([]);
    expect(await row()).to.include({ paidUntil: null, revision: 2, appliedRevision: 2 });
  });
});

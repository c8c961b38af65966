import { createHmac } from 'node:crypto';
import { Router } from 'express';
import { expect } from 'chai';
import panelEvent from '../../src/jobs/panel.event.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createPayments, offered } from '../../src/payments/registry.js';
import { createWeb } from '../../src/web/app.js';
import { createSenders } from '../../src/web/senders.js';
import { webhooks } from '../../src/web/webhooks.js';
import { useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { log } from '../support/log.js';
import { perform } from '../support/perform.js';
import { openShop } from '../support/shop.js';
import { tools } from '../support/tools.js';
import { charge, in30Days } from '../support/tribute.js';
import { serve, type Served } from '../support/web.js';

describe('a webhook of a provider that is switched off', () => {
  const database = useDatabase();
  const key = 'trb-key';
  const payments = createPayments(
    { TRIBUTE_ENABLED: 'false', TRIBUTE_API_KEY: key, TRIBUTE_PRODUCTS: '1644/1547=1' },
    tools,
  );
  let served: Served;

  beforeEach(async () => {
    const { inbox } = database.db;
    const metrics = createMetrics('web');
    const senders = createSenders(payments, new Map(), { payment: reconcilePayment, panel: panelEvent });
    const door = webhooks({ senders, inbox, metrics, trustedProxies: [], log });
    const none = { health: Router(), board: null, pages: {}, trustedProxies: [], log };
    served = await serve(createWeb({ ...none, webhooks: door }));
  });
  afterEach(() => served.close());

  it('is taken, and what it goes on charging gives its time', async () => {
    expect(offered(payments).map(([id]) => id)).to.deep.equal(['balance']);
    const shop = await openShop(database.db);
    const userId = await shop.person(42n);
    const told = {
      name: 'renewed_subscription',
      created_at: '2026-11-23T10:15:58.33246Z',
      payload: charge(in30Days()),
    };
    const body = Buffer.from(JSON.stringify(told));

    const headers = { 'trbt-signature': createHmac('sha256', key).update(body).digest('hex') };
    const answer = await served.ask('/webhook/tribute', { method: 'POST', body, headers });
    expect(answer.status).to.equal(200);
    const { id } = await database.db.knex('inbox_events').first<{ id: bigint }>('id');
    await perform(reconcilePayment, id, { db: database.db, payments });

    expect(await becameOf(database.db, String(id))).to.deep.equal({ state: 'applied', reason: null });
    expect((await shop.subscription(userId)).paidUntil).to.be.instanceOf(Date);
    expect(await shop.sum('sales')).to.equal(299_00n);
  });
});

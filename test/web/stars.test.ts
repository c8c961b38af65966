import { Router } from 'express';
import { expect } from 'chai';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createPayments } from '../../src/payments/registry.js';
import { createWeb } from '../../src/web/app.js';
import { createSenders } from '../../src/web/senders.js';
import { webhooks } from '../../src/web/webhooks.js';
import { useDatabase } from '../support/database.js';
import { log } from '../support/log.js';
import { tools } from '../support/tools.js';
import { serve, type Served } from '../support/web.js';

/** Telegram tells of Stars in updates, which its secret opens; whoever calls by HTTP is somebody else. */
describe('a webhook of Stars', () => {
  const database = useDatabase();
  let served: Served;

  beforeEach(async () => {
    const settings = { BOT_TOKEN: '1:AA', TELEGRAM_API_ROOT: 'http://telegram.test' };
    const payments = createPayments(settings, tools);
    expect([...payments.known.keys()]).to.include('stars');
    const senders = createSenders(payments, new Map(), {
      payment: reconcilePayment,
      panel: reconcilePayment,
    });
    served = await serve(
      createWeb({
        health: Router(),
        webhooks: webhooks({
          senders,
          inbox: database.db.inbox,
          metrics: createMetrics('web'),
          trustedProxies: [],
          log,
        }),
        board: null,
        pages: {},
        trustedProxies: [],
        log,
      }),
    );
  });
  afterEach(() => served.close());

  const message = {
    from: { id: 42 },
    successful_payment: {
      currency: 'XTR',
      total_amount: 100,
      invoice_payload: '7',
      telegram_payment_charge_id: 'stx1',
    },
  };
  for (const body of [message, { update_id: 1, message }, {}]) {
    it(`does not exist, whatever it says: ${JSON.stringify(body).slice(0, 20)}`, async () => {
      const headers = { 'x-telegram-bot-api-secret-token': 'a-guess', 'content-type': 'application/json' };
      const asked = { method: 'POST', body: JSON.stringify(body), headers };
      expect((await served.ask('/webhook/stars', asked)).status).to.equal(404);
      expect((await served.ask('/webhook/stars')).status).to.equal(404);
      expect(await database.db.knex('inbox_events')).to.deep.equal([]);
    });
  }
});

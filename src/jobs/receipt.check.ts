import { nextReceiptMs } from '../domain/receipt.js';
import { askProvider } from '../effects/ask-provider.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';

/**
 * Asks what became of a receipt that was being made when its payment came: no webhook tells of that. The subject is
 * `<payment>:<how often it was asked for, with this time>`. Safe to repeat: it only settles what the provider says. After
 * the last of a few times the daily list of the provider tells.
 */
const checkReceipt = defineJob({
  name: 'receipt.check',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const [id = '', asked = '1'] = subject.split(':');
    const payment = await db.payments.query().findById(id).throwIfNotFound();
    if (payment.receipt !== 'pending') return;
    const seen = await askProvider(payment, scope, 'receipt.check');
    const waitMs = nextReceiptMs(Number(asked));
    if (seen?.receipt !== 'pending' || waitMs === null) return;
    const dueAt = new Date(now().getTime() + waitMs);
    const again = `${id}:${Number(asked) + 1}`;
    await db.transaction((trx) => promise(trx, checkReceipt, again, {}, { dueAt, lane: 2 }));
  },
});

export default checkReceipt;

import { InvalidArgumentError, type Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { refundStates, type RefundState } from '../../db/models/refund.js';
import { formatDecimal, parseMoney, type Currency, type Money } from '../../domain/money.js';
import { paymentStates, type PaymentState } from '../../domain/payment.js';
import { addonsOfTerm } from '../../effects/addons-of-term.js';
import { cancelRefund } from '../../effects/cancel-refund.js';
import { requestRefund } from '../../effects/request-refund.js';
import { writeOffRefund } from '../../effects/write-off-refund.js';
import { request } from '../../http.js';
import { refundable } from '../../jobs/refund.issue.js';
import { createPayments, type Payments } from '../../payments/registry.js';
import { Misuse } from './misuse.js';
import { readReason } from './reason.js';
import { actor, inShop, type Shop } from './shop.js';

interface RefundOptions {
  readonly amount?: string;
  readonly reason: string;
  readonly keepAccess?: boolean;
  readonly toBalance?: boolean;
}

export const id = (text: string): bigint => {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('a number is expected, as the tables show it');
  return BigInt(text);
};

const oneOf =
  <const State extends string>(known: readonly State[]) =>
  (text: string): State => {
    const found = known.find((state) => state === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`one of ${known.join(', ')} is expected`);
  };

export function addMoney(program: Command): void {
  addRefund(program);
  addRefundCancel(program);
  addRefundWriteOff(program);
  addLists(program);
}

function addRefund(program: Command): void {
  program
    .command('refund')
    .description('gives a payment back, all of it or a part, where it came from or to the balance')
    .argument('<payment>', 'its id', id)
    .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
    .option('--amount <amount>', 'a part of it in its currency, like 99.50; all that is left when absent')
    .option('--keep-access', 'goodwill: the access that it bought stays')
    .option('--to-balance', "to the person's balance instead of to where it came from")
    .action(inShop(refund));
}

async function refund(shop: Shop, paymentId: bigint, options: RefundOptions): Promise<void> {
  const { db, print } = shop;
  const { keepAccess = false, toBalance = false, reason } = options;
  const found = await db.payments.query().findById(String(paymentId));
  if (!found) throw new Never('payment.unknown', `there is no payment ${paymentId}`);
  const amount = options.amount === undefined ? undefined : amountIn(options.amount, found.currency);
  const asksProvider = !toBalance && found.provider !== 'balance';
  const wish = { paymentId, takesGrant: !keepAccess, toBalance, actor: actor(), reason };
  const { made, back } = await db.transaction(async (trx) => {
    const asked = await requestRefund(db, trx, { ...wish, ...(amount && { amount }) });
    if (asksProvider) {
      const { amount: all } = await db.refunds.query(trx).findById(asked.id).throwIfNotFound();
      refundable(found, all, paymentsOf(shop));
    }
    return {
      made: asked,
      back: await db.refunds.sum(trx, paymentId, ['created', 'pending', 'succeeded']),
    };
  });
  const endsTerm = !keepAccess && back === found.amountMinor;
  const addons = endsTerm ? await addonsOfTerm(db, found, new Date()) : [];
  const sentence =
    made.state === 'review'
      ? `refund ${made.id} is in review: the money of this top-up is spent`
      : `refund ${made.id} is promised; a worker ${asksProvider ? 'asks the provider' : 'puts it on the balance'} now`;
  const fall = `\nadd-ons that fall with its term: payments ${addons.join(', ')}; refund those, too, if their money is to go back`;
  print({ ...made, addons }, addons.length > 0 ? `${sentence}${fall}` : sentence);
}

/** @throws {Misuse} where it is no amount of this currency */
function amountIn(text: string, currency: Currency): Money {
  try {
    const amount = parseMoney(text, currency);
    if (amount.minor > 0n) return amount;
  } catch {} // told below
  const like = currency === 'XTR' ? '150' : '150 or 99.50';
  throw new Misuse('refund.amount', `--amount: an amount of ${currency} above 0 is expected, like ${like}`);
}

/** To know what they can do; none of them is asked. */
const paymentsOf = ({ config, db }: Shop): Payments =>
  createPayments(config.payments, {
    http: request,
    next: db.next,
    publicUrl: config.WEBHOOK_BASE_URL ?? null,
  });

function addRefundCancel(program: Command): void {
  program
    .command('refund-cancel')
    .description('gives up a refund that its provider has not made, as you saw there')
    .argument('<refund>', 'its id', id)
    .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
    .action(
      inShop(async ({ db, print }, refundId: bigint, { reason }: { reason: string }) => {
        await db.transaction((trx) => cancelRefund(db, trx, { refundId, actor: actor(), reason }));
        print(
          { id: refundId, state: 'canceled' },
          `refund ${refundId} is canceled now; what was held for it is its person's again`,
        );
      }),
    );
}

function addRefundWriteOff(program: Command): void {
  program
    .command('refund-write-off')
    .description(
      'books a refund in review that its provider has made: what is spent of it is the loss of the shop',
    )
    .argument('<refund>', 'its id', id)
    .requiredOption('--reason <text>', 'why, for the audit trail', readReason)
    .action(
      inShop(async ({ db, print }, refundId: bigint, { reason }: { reason: string }) => {
        const writeOff = { refundId, actor: actor(), reason };
        const lost = await db.transaction((trx) => writeOffRefund(db, trx, writeOff, new Date()));
        const sentence = `refund ${refundId} is booked now; ${formatDecimal(lost)} ${lost.currency} are the loss of the shop`;
        print({ id: refundId, state: 'succeeded', lostMinor: lost.minor, currency: lost.currency }, sentence);
      }),
    );
}

function addLists(program: Command): void {
  program
    .command('payments')
    .description('the newest payments, or those in one state')
    .option('--state <state>', paymentStates.join(', '), oneOf(paymentStates))
    .action(
      inShop(async ({ db, print }, { state }: { state?: PaymentState }) => {
        const query = db.payments.query().orderBy('id', 'desc').limit(50);
        if (state) void query.where('state', state);
        print(
          await query.select(
            'id',
            'orderId',
            'provider',
            'externalId',
            'amountMinor',
            'currency',
            'state',
            'createdAt',
          ),
        );
      }),
    );
  program
    .command('refunds')
    .description('the newest refunds, or those in one state')
    .option('--state <state>', refundStates.join(', '), oneOf(refundStates))
    .action(
      inShop(async ({ db, print }, { state }: { state?: RefundState }) => {
        const query = db.refunds.query().orderBy('id', 'desc').limit(50);
        if (state) void query.where('state', state);
        print(
          await query.select(
            'id',
            'paymentId',
            'externalId',
            'amountMinor',
            'heldMinor',
            'currency',
            'state',
            'actor',
            'reason',
          ),
        );
      }),
    );
}

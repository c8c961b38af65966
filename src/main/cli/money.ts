import { InvalidArgumentError, type Command } from 'commander';
import { Never } from '../../domain/errors.js';
import { refundStates, type RefundState } from '../../db/models/refund.js';
import { formatDecimal, parseMoney } from '../../domain/money.js';
import { paymentStates, type PaymentState } from '../../domain/payment.js';
import { addonsOfTerm } from '../../effects/addons-of-term.js';
import { cancelRefund } from '../../effects/cancel-refund.js';
import { requestRefund } from '../../effects/request-refund.js';
import { writeOffRefund } from '../../effects/write-off-refund.js';
import { readReason } from './reason.js';
import { actor, inShop } from './shop.js';

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
    .option('--amount <rubles>', 'a part of it, like 99.50; all that is left when absent')
    .option('--keep-access', 'goodwill: the access that it bought stays')
    .option('--to-balance', "to the person's balance instead of to where it came from")
    .action(
      inShop(async ({ db, print }, paymentId: bigint, options: RefundOptions) => {
        const found = await db.payments.query().findById(String(paymentId));
        if (!found) throw new Never('payment.unknown', `there is no payment ${paymentId}`);
        const { refund, back } = await db.transaction(async (trx) => ({
          refund: await requestRefund(db, trx, {
            paymentId,
            ...(options.amount !== undefined && { amount: parseMoney(options.amount, found.currency) }),
            takesGrant: !options.keepAccess,
            toBalance: options.toBalance ?? false,
            actor: actor(),
            reason: options.reason,
          }),
          back: await db.refunds.sum(trx, paymentId, ['created', 'pending', 'succeeded']),
        }));
        const endsTerm = !options.keepAccess && back === found.amountMinor;
        const addons = endsTerm ? await addonsOfTerm(db, found, new Date()) : [];
        const sentence =
          refund.state === 'review'
            ? `refund ${refund.id} is in review: the money of this top-up is spent`
            : `refund ${refund.id} is promised; a worker asks the provider now`;
        const fall = `\nadd-ons that fall with its term: payments ${addons.join(', ')}; refund those, too, if their money is to go back`;
        print({ ...refund, addons }, addons.length > 0 ? `${sentence}${fall}` : sentence);
      }),
    );
}

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
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action((refund: bigint, { reason }: { reason: string }, command: Command) =>
      inShop(async ({ db, print }, refundId: bigint) => {
        const writeOff = { refundId, actor: actor(), reason };
        const lost = await db.transaction((trx) => writeOffRefund(db, trx, writeOff, new Date()));
        const sentence = `refund ${refundId} is booked now; ${formatDecimal(lost)} ${lost.currency} are the loss of the shop`;
        print({ id: refundId, state: 'succeeded', lostMinor: lost.minor, currency: lost.currency }, sentence);
      })(refund, { reason }, command),
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

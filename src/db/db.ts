import knexFactory, { type Knex } from 'knex';
import { knexSnakeCaseMappers, type Transaction } from 'objection';
import { types, type Client } from 'pg';
import { aimOf } from './aim.js';
import { auditTrail } from './audit-trail.js';
import { createBooks } from './books.js';
import { createBreaks } from './breaks.js';
import { cancellations } from './charged-elsewhere.js';
import { countedMandates } from './counted-mandates.js';
import { createFigures } from './figures.js';
import { createInbox } from './inbox.js';
import { createLedger } from './ledger.js';
import { Campaign } from './models/campaign.js';
import { Device } from './models/device.js';
import { AddonVersion } from './models/addon-version.js';
import { Gift } from './models/gift.js';
import { Grant } from './models/grant.js';
import { LinkRevocation } from './models/link-revocation.js';
import { Mandate } from './models/mandate.js';
import { Message } from './models/message.js';
import { MethodBinding } from './models/method-binding.js';
import { Order } from './models/order.js';
import { Payment } from './models/payment.js';
import { PaymentMethod } from './models/payment-method.js';
import { PlanVersion } from './models/plan-version.js';
import { PromoCode } from './models/promo-code.js';
import { Referral } from './models/referral.js';
import { ReferralReward } from './models/referral-reward.js';
import { Refund } from './models/refund.js';
import { Renewal } from './models/renewal.js';
import { Subscription } from './models/subscription.js';
import { UsageDays } from './models/usage-days.js';
import { User } from './models/user.js';
import { createNext } from './next.js';
import { createOutbox } from './outbox.js';
import { owes } from './owed.js';
import { personCards } from './person-cards.js';
import { prepareStatements } from './prepared.js';
import { createSettings } from './settings.js';
import { unclaimed } from './unclaimed.js';
import { createWake } from './wake.js';

types.setTypeParser(types.builtins.INT8, BigInt);

/** A statement that takes longer is a fault of ours, and a lock held for longer is somebody's crash. */
const limits = '-c statement_timeout=10000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000';

export type Db = ReturnType<typeof open>;

/**
 * Opens the database. Models are bound to this connection, so no global state is left behind. `wake` is called when
 * something was promised: a process that relays wakes itself, any other tells the fleet.
 */
export function createDb(
  url: string,
  poolSize: number,
  onError: (error: unknown) => void = () => {},
  wake?: () => void,
): Db {
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, options: limits },
    pool: {
      min: 0,
      max: poolSize,
      afterCreate: (connection: Client, done: (error: null, connection: Client) => void) => {
        prepareStatements(connection);
        done(null, connection);
      },
    },
    acquireConnectionTimeout: 3_000,
    log: { warn: onError, error: onError, debug: () => {} }, // by itself it prints to stderr, address and all
    ...knexSnakeCaseMappers(),
  });
  knex.on('error', onError);
  return open(knex, wake ?? createWake(knex));
}

function open(knex: Knex, wake: () => void) {
  return {
    knex,
    wake,
    books: createBooks(knex),
    breaks: createBreaks(knex),
    figures: createFigures(knex),
    inbox: createInbox(knex, wake),
    ledger: createLedger(knex),
    next: createNext(knex),
    outbox: createOutbox(knex),
    settings: createSettings(knex),
    auditTrail,
    unclaimed,
    cancellations,
    countedMandates,
    ...bindModels(knex),
    personCards: (asked: string) => personCards(knex, asked),
    aimOf: (subscription: Subscription) => aimOf(knex, subscription),
    transaction: createTransaction(knex, wake),
    close: () => knex.destroy(),
  };
}

const bindModels = (knex: Knex) => ({
  campaigns: Campaign.bindKnex(knex),
  devices: Device.bindKnex(knex),
  usageDays: UsageDays.bindKnex(knex),
  addons: AddonVersion.bindKnex(knex),
  gifts: Gift.bindKnex(knex),
  grants: Grant.bindKnex(knex),
  linkRevocations: LinkRevocation.bindKnex(knex),
  mandates: Mandate.bindKnex(knex),
  messages: Message.bindKnex(knex),
  methodBindings: MethodBinding.bindKnex(knex),
  orders: Order.bindKnex(knex),
  paymentMethods: PaymentMethod.bindKnex(knex),
  payments: Payment.bindKnex(knex),
  plans: PlanVersion.bindKnex(knex),
  promoCodes: PromoCode.bindKnex(knex),
  referralRewards: ReferralReward.bindKnex(knex),
  referrals: Referral.bindKnex(knex),
  refunds: Refund.bindKnex(knex),
  renewals: Renewal.bindKnex(knex),
  subscriptions: Subscription.bindKnex(knex),
  users: User.bindKnex(knex),
});

/** One commit; if it promised anything, the relays hear of it afterwards. */
const createTransaction =
  (knex: Knex, wake: () => void) =>
  async <T>(work: (trx: Transaction) => Promise<T>): Promise<T> => {
    let owing = false;
    const result = await knex.transaction(async (trx) => {
      const done = await work(trx);
      owing = owes(trx);
      return done;
    });
    if (owing) wake();
    return result;
  };

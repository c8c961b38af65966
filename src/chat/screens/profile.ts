import { open } from '../../buttons.js';
import { maskEmail } from '../../domain/email.js';
import type { Money } from '../../domain/money.js';
import { amounts } from '../amounts.js';
import { defineScreen } from '../screen.js';

interface State {
  readonly name: string | null;
  readonly telegramId: bigint;
  readonly since: Date;
  readonly funds: readonly Money[];
  readonly subscriptions: number;
  /** Where receipts go, masked. */
  readonly email: string | null;
  /** The shop sends receipts, or has an e-mail of theirs that they may want to take back. */
  readonly receipts: boolean;
}

/** Who they are to us, and where everything of theirs is. */
export default defineScreen<State>({
  async load({ db, person, shop, now }) {
    const { createdAt } = await db.users.byId(db.knex, person.id);
    const owned = db.subscriptions.query().where({ userId: person.id }).where('paidUntil', '>', now);
    return {
      name: person.firstName,
      telegramId: person.telegramId,
      since: createdAt,
      funds: await db.ledger.balances(person.id),
      subscriptions: await owned.resultSize(),
      email: person.email === null ? null : maskEmail(person.email),
      receipts: shop.receipts.length > 0 || person.email !== null,
    };
  },

  render({ name, telegramId, since, funds, subscriptions, email, receipts }, t) {
    const id = String(telegramId);
    const balance = amounts(funds, t) || t.money({ minor: 0n, currency: 'RUB' });
    return {
      text: [
        t('profile-title', { name: name ?? '', named: name ? 1 : 0 }),
        '',
        t('person-id', { id }),
        t('profile-since', { date: t.date(since) }),
        t('profile-balance', { amount: balance }),
        t('profile-subscriptions', { count: subscriptions }),
        ...(email === null ? [] : [t('profile-email', { email })]),
      ].join('\n'),
      buttons: [
        [{ text: t.plain('profile-copy'), copy: id }],
        [
          { text: t.plain('home-balance'), data: open('balance') },
          { text: t.plain('home-history'), data: open('history') },
        ],
        [
          { text: t.plain('home-referral'), data: open('referral') },
          { text: t.plain('home-language'), data: open('language') },
        ],
        ...(receipts ? [[{ text: t.plain('profile-receipts'), data: open('email') }]] : []),
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});

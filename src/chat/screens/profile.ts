import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { amounts } from '../amounts.js';
import { defineScreen } from '../screen.js';

interface State {
  readonly name: string | null;
  readonly telegramId: bigint;
  readonly since: Date;
  readonly funds: readonly Money[];
  readonly subscriptions: number;
}

/** Who they are to us, and where everything of theirs is. */
export default defineScreen<State>({
  async load({ db, person, now }) {
    const { createdAt } = await db.users.byId(db.knex, person.id);
    const owned = db.subscriptions.query().where({ userId: person.id }).where('paidUntil', '>', now);
    return {
      name: person.firstName,
      telegramId: person.telegramId,
      since: createdAt,
      funds: await db.ledger.balances(person.id),
      subscriptions: await owned.resultSize(),
    };
  },

  render({ name, telegramId, since, funds, subscriptions }, t) {
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
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});

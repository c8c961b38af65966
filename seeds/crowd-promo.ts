import type { Step } from './crowd-rows.js';

/** Everybody activated one: half of them the first, of the others twenty each the same. */
const activated = (people: number): string =>
  `select n user_id, case when n % 2 = 1 then 1 else 2 + n / 40 end code from generate_series(1, ${people}) n`;

/**
 * Promo codes whose discounts wait for the next purchase, people who guess codes, and payments of people who have not
 * come to us yet.
 */
export const promo = (people: number): readonly Step[] => [
  [
    'promo codes',
    `insert into promo_codes (id, code, kind, percent, activations, created_by, created_at) overriding system value
       select code, 'CROWD-' || code, 'percent', 10, count(*), 'cli:seed', now() - interval '540 days'
       from (${activated(people)}) a group by code;
     insert into promo_slots (promo_code_id, n) select id, n from promo_codes, generate_series(0, 15) n`,
  ],
  [
    'activations of promo codes',
    `insert into promo_activations (id, promo_code_id, user_id, created_at) overriding system value
       select user_id, code, user_id, now() - interval '1 day' * (user_id % 500) from (${activated(people)}) a`,
  ],
  [
    'guesses of promo codes',
    `insert into promo_guesses (user_id, misses, since)
       select n, 1 + n % 12, now() - interval '1 hour' * (n % 100) from generate_series(1, ${people}, 5) n`,
  ],
  [
    'payments that nobody claimed',
    `insert into inbox_events (id, provider, event_id, body, received_at, state, reason, unclaimed)
       overriding system value
       select ${people * 3} + n, 'tribute', 'crowd:' || n, convert_to(repeat('·', 200), 'UTF8'),
         now() - interval '1 day' * (n % 400), 'ignored', 'its person has not come to us yet', true
       from generate_series(1, ${people} / 8) n;
     insert into unclaimed_payments (inbox_event_id, telegram_id, provider, external_id)
       select ${people * 3} + n, 4000000000000000 + n, 'tribute', 'crowd:' || n from generate_series(1, ${people} / 8) n`,
  ],
];

import { z } from 'zod';
import { money } from '../src/domain/money.js';
import { defineBench } from './bench.js';
import { benchPersons, personFlags } from './harness/persons.js';

/** A month of the demo's shop. */
const price = 199_00n;

/** Purchases from the balance: order, payment, ledger and grant in one transaction. */
export const checkout = defineBench({
  about: 'purchases from the balance, by a hundred persons and by one',
  flags: z.object(personFlags),

  run: (ground, flags) =>
    benchPersons(
      ground,
      {
        name: 'checkout',
        about: 'Purchases of a month from the balance,',
        unit: 'purchases/s',
        rows: 14,
        async furnish({ db }, users, times) {
          const amount = money(price * BigInt(times), 'RUB');
          await db.transaction(async (trx) => {
            for (const id of users)
              await db.ledger.transfer(trx, { key: `bench:${id}`, from: 'adjust', to: `user:${id}`, amount });
          });
        },
      },
      flags,
    ),
});

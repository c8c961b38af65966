import { z } from 'zod';
import { defineBench } from './bench.js';
import { code } from './effects/effects.js';
import { benchPersons, personFlags } from './harness/persons.js';

/** Activations of one code, which all of them count in. */
export const promo = defineBench({
  about: 'activations of one promo code, by a hundred persons and by one',
  flags: z.object(personFlags),

  run: (ground, flags) =>
    benchPersons(
      ground,
      {
        name: 'promo',
        about: 'Activations of one promo code that gives a day and may be used a million times,',
        unit: 'activations/s',
        rows: 8,
        async prepare({ db }) {
          const many = 1_000_000;
          await db.knex('promo_codes').insert({
            code,
            kind: 'days',
            days: 1,
            maxActivations: many,
            perPerson: many,
            createdBy: 'bench',
          });
        },
      },
      flags,
    ),
});

import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { Never } from '../../domain/errors.js';
import { parseMoney } from '../../domain/money.js';
import { promoKinds, readPromoCode, type PromoKind } from '../../domain/promo.js';
import { Misuse } from './misuse.js';
import { actor, inShop, type Shop } from './shop.js';

interface Options {
  readonly kind: PromoKind;
  readonly value: string;
  readonly plan?: string;
  readonly max?: number;
  readonly perPerson: number;
  readonly firstPurchase?: boolean;
  readonly from?: Date;
  readonly until?: Date;
}

export function addPromo(program: Command): void {
  const promo = program.command('promo').description('promo codes');
  promo
    .command('add')
    .description('makes a code: days, a trial, money, or a discount')
    .argument('<code>', 'letters, digits, - and _; 3 to 30 of them', promoCode)
    .requiredOption('--kind <kind>', promoKinds.join(', '), kind)
    .requiredOption('--value <value>', 'days; rubles; or percent, as the kind wants it')
    .option('--plan <slug>', 'the plan that the days are of, or that a discount is for')
    .option('--max <number>', 'how often in all; without it as often as people come', count)
    .option('--per-person <number>', 'how often for each', count, 1)
    .option('--first-purchase', 'only for whoever bought nothing yet')
    .option('--from <time>', 'not before, like 2026-12-01T00:00:00Z', time)
    .option('--until <time>', 'not from then on', time)
    .action(inShop(add));
  promo
    .command('list')
    .description('the newest codes and how often they were activated')
    .action(
      inShop(async ({ db, print }) => {
        print(
          await db
            .knex('promo_codes')
            .orderBy('id', 'desc')
            .limit(50)
            .select(
              'code',
              'kind',
              'days',
              'percent',
              'amountMinor',
              db.knex.raw(`activations + (select sum(s.activations) from promo_slots s
                where s.promo_code_id = promo_codes.id)::int as activations`),
              'maxActivations',
              'validFrom',
              'validUntil',
              'active',
            ),
        );
      }),
    );
  promo
    .command('off')
    .description('retires a code; what it gave stays')
    .argument('<code>', 'as `promo list` shows it', promoCode)
    .action(inShop(retire));
}

async function add({ db, print }: Shop, code: string, options: Options): Promise<void> {
  const {
    kind: of,
    value,
    plan,
    max = null,
    perPerson,
    firstPurchase = false,
    from = null,
    until = null,
  } = options;
  const now = new Date();
  mustBeWindow(from, until, now);
  const planId = plan === undefined ? null : await planOf(db, plan);
  await db.transaction(async (trx) => {
    const [made] = await trx('promo_codes')
      .insert({
        ...gift(of, value),
        code,
        kind: of,
        planId,
        maxActivations: max,
        perPerson,
        firstPurchaseOnly: firstPurchase,
        validFrom: from,
        validUntil: until,
        createdBy: actor(),
      })
      .onConflict('code')
      .ignore()
      .returning<{ id: bigint }[]>('id');
    if (!made) throw new Never('promo.known', `the code ${code} is there already`);
    await db.auditTrail.note(trx, { actor: actor(), action: 'promo.add', subject: `promo:${made.id}` });
  });
  const begin = from && from > now ? `from ${from.toISOString()}` : 'now';
  const end = until ? ` until ${until.toISOString()}` : '';
  print({ code, validFrom: from, validUntil: until }, `${code} can be activated ${begin}${end}`);
}

async function retire({ db, print }: Shop, code: string): Promise<void> {
  await db.transaction(async (trx) => {
    const [row] = await trx('promo_codes')
      .where({ code, active: true })
      .update({ active: false })
      .returning<{ id: bigint }[]>('id');
    if (!row) throw new Never('promo.unknown', `there is no active code ${code}`);
    await db.auditTrail.note(trx, { actor: actor(), action: 'promo.off', subject: `promo:${row.id}` });
  });
  print({ code }, `${code} gives nothing any more`);
}

const wholeDays = z.coerce.number().int().min(1).max(3_650);
const percents = z.coerce.number().int().min(1).max(99);
/** As much as the dearest plan of the settings may cost, so that a slip of the finger is none. */
const mostMinor = 1_000_000_00n;

/** @throws {Misuse} where nobody could ever activate it */
function mustBeWindow(from: Date | null, until: Date | null, now: Date): void {
  if (until && until <= now)
    throw new Misuse(
      'promo.until',
      '--until: a time that is still to come is expected, or the code is over already',
    );
  if (from && until && from >= until)
    throw new Misuse(
      'promo.from',
      '--from: a time before --until is expected, or nobody can ever activate the code',
    );
}

/** @throws {Misuse} that says what the kind wants */
function gift(of: PromoKind, value: string): object {
  if (of === 'percent') return { percent: readAs(percents, value, 'a percentage from 1 to 99 is') };
  if (of === 'days' || of === 'trial') return { days: readAs(wholeDays, value, 'days from 1 to 3650 are') };
  try {
    const amount = parseMoney(value, 'RUB');
    if (amount.minor > 0n && amount.minor <= mostMinor)
      return { amountMinor: amount.minor, currency: amount.currency };
  } catch {} // told below
  throw new Misuse(
    'promo.value',
    '--value: an amount of rubles above 0 and up to 1000000 is expected, like 150 or 99.50',
  );
}

function readAs(schema: z.ZodType<number>, value: string, expected: string): number {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Misuse('promo.value', `--value: ${expected} expected`);
}

async function planOf(db: Shop['db'], slug: string): Promise<bigint> {
  const plan = await db.knex('plans').where({ slug }).first<{ id: bigint } | undefined>('id');
  if (!plan) throw new Never('promo.plan', `--plan: there is no plan "${slug}"`);
  return plan.id;
}

function promoCode(text: string): string {
  const code = readPromoCode(text);
  if (code === null)
    throw new InvalidArgumentError('3 to 30 letters of A to Z, digits, - and _ are expected');
  return code;
}

function kind(text: string): PromoKind {
  const found = promoKinds.find((each) => each === text);
  if (!found) throw new InvalidArgumentError(`one of ${promoKinds.join(', ')} is expected`);
  return found;
}

function count(text: string): number {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number < 1) throw new InvalidArgumentError('a whole number above 0 is expected');
  return number;
}

function time(text: string): Date {
  const read = z.iso.datetime({ offset: true }).safeParse(text);
  if (!read.success) throw new InvalidArgumentError('a time is expected, like 2026-12-01T00:00:00Z');
  return new Date(read.data);
}

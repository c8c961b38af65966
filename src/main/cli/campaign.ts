import { InvalidArgumentError, type Command } from 'commander';
import { botLink } from '../../chat/bot-link.js';
import { readStartParam } from '../../domain/campaign.js';
import { Never } from '../../domain/errors.js';
import { parseMoney } from '../../domain/money.js';
import { actor, inShop, type Shop } from './shop.js';

interface Options {
  readonly source: string;
  readonly cost?: bigint;
  readonly bonusDays?: number;
}

export function addCampaign(program: Command): void {
  const campaign = program
    .command('campaign')
    .description('advertising campaigns: a link each, and what came of it');
  campaign
    .command('add')
    .description('makes a campaign and prints its link')
    .argument('<param>', 'what follows ?start= in its link', startParam)
    .requiredOption('--source <name>', 'where it runs; 1 to 64 characters', source)
    .option('--cost <rubles>', 'what it costs; nothing without it', cost)
    .option('--bonus-days <days>', 'what a newcomer gets by it, in place of the trial', bonusDays)
    .action(inShop(add));
  campaign
    .command('list')
    .description('the newest campaigns and how many came by each')
    .action(inShop(async ({ db, print }) => print(await db.campaigns.list(db.knex))));
  const one = (name: string, description: string, work: (shop: Shop, param: string) => Promise<void>) =>
    campaign
      .command(name)
      .description(description)
      .argument('<param>', 'as `campaign list` shows it', startParam)
      .action(inShop(work));
  one('show', 'what came of a campaign, and its link', show);
  one('off', 'ends a campaign: whoever comes by its link is counted no more', (shop, param) =>
    turn(shop, param, false),
  );
  one('on', 'goes on with a campaign', (shop, param) => turn(shop, param, true));
}

async function add({ db, print }: Shop, param: string, options: Options): Promise<void> {
  await db.transaction(async (trx) => {
    const [made] = await trx('campaigns')
      .insert({
        startParam: param,
        source: options.source,
        costMinor: String(options.cost ?? 0n),
        bonusDays: options.bonusDays ?? null,
        createdBy: actor(),
      })
      .onConflict('startParam')
      .ignore()
      .returning<{ id: bigint }[]>('id');
    if (!made) throw new Never('campaign.known', `a campaign with the link ${param} is there already`);
    await db.auditTrail.note(trx, { actor: actor(), action: 'campaign.add', subject: `campaign:${made.id}` });
  });
  const link = await botLink(db, param);
  print({ param, link }, link ?? `the campaign is there; its link ends in ?start=${param}`);
}

async function show({ db, print }: Shop, param: string): Promise<void> {
  const found = await db.campaigns.one(db.knex, 'start_param = ?', param);
  if (!found) throw unknown(param);
  const { id, source: where, costMinor, currency, active } = found;
  const came = await db.campaigns.figures(db.knex, id);
  print({ param, source: where, costMinor, currency, active, ...came, link: await botLink(db, param) });
}

async function turn({ db, print }: Shop, param: string, active: boolean): Promise<void> {
  await db.transaction(async (trx) => {
    const [row] = await trx('campaigns')
      .where({ startParam: param, active: !active })
      .update({ active })
      .returning<{ id: bigint }[]>('id');
    if (!row) throw unknown(param, active ? 'ended ' : 'running ');
    await db.auditTrail.note(trx, {
      actor: actor(),
      action: active ? 'campaign.on' : 'campaign.off',
      subject: `campaign:${row.id}`,
    });
  });
  print({ param, active }, active ? `${param} counts again` : `${param} counts no more`);
}

const unknown = (param: string, which = ''): Never =>
  new Never('campaign.unknown', `there is no ${which}campaign with the link ${param}`);

function startParam(text: string): string {
  const read = readStartParam(text);
  if (read !== null) return read;
  throw new InvalidArgumentError(
    '2 to 64 letters of A to Z, digits, - and _ are expected, not beginning with ref_, promo_ or gift_',
  );
}

function source(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= 64) return name;
  throw new InvalidArgumentError('a name of 1 to 64 characters is expected');
}

const dearest = 100_000_000_00n;

function cost(text: string): bigint {
  try {
    const { minor } = parseMoney(text.replace(',', '.'), 'RUB');
    if (minor <= dearest) return minor;
  } catch {} // told below
  throw new InvalidArgumentError('an amount of rubles from 0 to 100000000 is expected, like 1500 or 99.50');
}

function bonusDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 365) return days;
  throw new InvalidArgumentError('a whole number from 1 to 365 is expected');
}

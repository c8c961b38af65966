import type { Command } from 'commander';

type Add = (program: Command) => void;

interface Group {
  /** As they are called, in the order of the help. */
  readonly names: readonly string[];
  readonly load: () => Promise<Add>;
}

const group = (names: string, load: Group['load']): Group => ({ names: names.split(' '), load });

/** All commands there are. Each is loaded when it is called: together they take as long as ten answers. */
export const groups: readonly Group[] = [
  group('migrate migrate:down seed', async () => (await import('./database.js')).addDatabase),
  group('doctor', async () => (await import('./doctor.js')).addDoctor),
  group(
    'refund refund-cancel refund-write-off payments refunds',
    async () => (await import('./money.js')).addMoney,
  ),
  group('books', async () => (await import('./books.js')).addBooks),
  group('payment', async () => (await import('./payment.js')).addPayment),
  group('jobs', async () => (await import('./jobs.js')).addJobs),
  group('updates', async () => (await import('./updates.js')).addUpdates),
  group('inbox', async () => (await import('./inbox.js')).addInbox),
  group('plan', async () => (await import('./plan.js')).addPlan),
  group('addon', async () => (await import('./addon.js')).addAddon),
  group('promo', async () => (await import('./promo.js')).addPromo),
  group('campaign', async () => (await import('./campaign.js')).addCampaign),
  group('trials', async () => (await import('./trials.js')).addTrials),
  group('admin', async () => (await import('./admin.js')).addAdmin),
  group('ban unban bans', async () => (await import('./ban.js')).addBan),
];

/** Adds the command that is called; every one, where none is: for the help, or for whoever mistyped it. */
export async function addCalled(program: Command, args: readonly string[]): Promise<void> {
  const called = args.find((word) => !word.startsWith('-'));
  const wanted = groups.filter(({ names }) => names.some((name) => name === called));
  for (const add of await Promise.all((wanted.length > 0 ? wanted : groups).map(({ load }) => load())))
    add(program);
}

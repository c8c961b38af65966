/** A step of the main job at which a process can die: before it, or after it and before anybody hears of it. */
export type Side = 'before' | 'after';
export type Point = `${Side} ${string}`;

const bothSides = (steps: readonly string[]): Point[] =>
  steps.flatMap((step): Point[] => [`before ${step}`, `after ${step}`]);

const people = [
  'run begin',
  'chat commit',
  'telegram answer',
  'telegram edit',
  'telegram send',
  'screen note',
];
const selling = [
  'promise claim',
  'relay add',
  'run begin',
  'receipt note',
  'provider create',
  'provider get',
  'open commit',
  'settle commit',
  'event ignore',
  'turn take',
  'panel version',
  'panel squads',
  'panel find',
  'panel create',
  'panel update',
  'applied forget',
  'provision commit',
  'screen claim',
  'telegram send',
  'message mark',
  'promise close',
];

/** Which steps a member of the fleet takes. */
const stepsOf: Readonly<Record<string, readonly string[]>> = {
  bot: ['mailbox put', 'drain wake'],
  web: ['inbox write'],
  'worker-people': people,
  'worker-1': selling,
  'worker-2': selling,
};

/** By which each call of a member says whose it is, and when it began: the sandbox looks at no such thing, the run does. */
export const senderHeader = 'x-chaos-member';

/** What only money that goes back takes, or is taken by itself, or is somebody else's reward. */
const moneys = [
  'provider refund',
  'refund commit',
  'renewal commit',
  'provider charge',
  'reward commit',
  'binding commit',
];

export const pointsOf = (member: string): readonly Point[] => bothSides(stepsOf[member] ?? []);
export const moneyPointsOf = (member: string): readonly Point[] =>
  stepsOf[member] === selling ? bothSides([...selling, ...moneys]) : pointsOf(member);

/** Whether processes may die there: at every point, unless words of some were named. */
export const isChosen =
  (steps: readonly string[]) =>
  (point: Point): boolean =>
    steps.length === 0 || steps.some((step) => point.includes(step));

const allOf = (points: (member: string) => readonly Point[]): readonly Point[] => [
  ...new Set(Object.keys(stepsOf).flatMap(points)),
];

/** Every point of the main job: each commit and each outside call of a purchase, before and after. */
export const allPoints = allOf(pointsOf);
export const allMoneyPoints = allOf(moneyPointsOf);

/** In a transaction: by the tables that it has written, the most telling first. */
const commits: readonly (readonly [step: string, table: RegExp])[] = [
  ['chat commit', /processed_updates/],
  ['refund commit', /(^| )refunds/],
  ['reward commit', /^(?!.*payment_events).*referral_rewards/],
  ['settle commit', /ledger_transactions/],
  ['renewal commit', /^(renewals|orders)( |$)/],
  ['provision commit', /^subscriptions/],
  ['open commit', /^payments/],
  ['binding commit', /^payment_methods/],
];

/** A statement that commits itself. */
const statements: readonly (readonly [step: string, words: RegExp])[] = [
  ['inbox write', /^\s*with told as [\s\S]*insert into inbox_events/],
  ['promise claim', /^update outbox set sent_at = clock_timestamp\(\), sends/],
  ['promise close', /^update outbox set done_at/],
  ['run begin', /^\s*with held as materialized \([\s\S]*update outbox o set crashes/],
  ['receipt note', /^update payments set receipt_to/],
  ['event ignore', /^update inbox_events set state/],
  ['screen note', /^\s*update chats set screen_message_id/],
  ['turn take', /^update \w+ set turn = \S+, turn_until/],
  ['applied forget', /^update "subscriptions" set "applied_revision" = /],
  ['screen claim', /^\s*with mine as \([\s\S]*update chats set screen/],
  ['message mark', /^\s*update messages set message_id = /],
];

/** The table that a statement writes; undefined for one that only reads. */
export const tableOf = (sql: string): string | undefined =>
  /^\s*(?:with [\s\S]*?)?(?:insert into|update|delete from)\s+"?([a-z_]+)"?/i.exec(sql)?.[1];

export const commitStep = (tables: readonly string[]): string | undefined => {
  const written = tables.join(' ');
  return commits.find(([, table]) => table.test(written))?.[0];
};

export const statementStep = (sql: string): string | undefined =>
  statements.find(([, words]) => words.test(sql))?.[0];

/** The first that fits; what asks a provider for nothing but how a payment stands is the last of those that are named. */
const providerCalls: readonly (readonly [step: string, call: RegExp])[] = [
  [
    'provider refund',
    /^POST \/(yookassa\/v3\/refunds|stripe\/v1\/refunds|freekassa\/v1\/orders\/refund|platega\/api\/transaction\/[^/]+\/cancel|tribute\/.*\/refund|telegram\/.*\/refundStarPayment)$/,
  ],
  [
    'provider create',
    /^POST \/(yookassa\/v3\/payments|stripe\/v1\/checkout\/sessions|freekassa\/v1\/orders\/create|platega\/api\/(v2\/)?transaction\/process|tribute\/api\/v1\/shop\/orders|(heleket|cryptomus)\/v1\/payment|telegram\/.*\/createInvoiceLink)$/,
  ],
  [
    'provider get',
    /^(GET|POST) \/(yookassa\/v3|stripe\/v1|freekassa\/v1|platega\/api|tribute\/api|heleket\/v1|cryptomus\/v1)\//,
  ],
  // Whoever asks by GET and does by POST needs no line of its own.
  ['provider refund', /^POST \/(?!telegram\/|remnawave\/)\w+\/.*refund/],
  ['provider create', /^POST \/(?!telegram\/|remnawave\/)\w+\//],
  ['provider get', /^GET \/(?!telegram\/|remnawave\/)\w+\//],
];

/** For how long, at most, whoever comes to a step stops to think before it: long enough that somebody else may overtake. */
export const thinkingMs: Readonly<Record<string, number>> = {
  'ledger write': 300,
  'settle commit': 400,
  'open commit': 200,
  'provision commit': 400,
  'chat commit': 100,
  'panel create': 2_500,
  'panel update': 2_500,
};

/** A call over HTTP to the panel, the provider or Telegram; `body` tells a charge from an invoice. */
export function callStep(method: string, path: string, body = ''): string | undefined {
  const wire = `${method} ${path}`;
  if (wire === 'POST /yookassa/v3/payments' && body.includes('"payment_method_id"')) return 'provider charge';
  if (wire === 'GET /remnawave/api/system/metadata') return 'panel version';
  if (wire.startsWith('GET /remnawave/api/internal-squads')) return 'panel squads';
  if (wire.startsWith('GET /remnawave/api/users')) return 'panel find';
  if (/^POST \/remnawave\/api\/users$/.test(wire)) return 'panel create';
  if (wire.startsWith('PATCH /remnawave/api/users')) return 'panel update';
  const step = providerCalls.find(([, call]) => call.test(wire))?.[0];
  if (step !== undefined) return step;
  if (/^POST \/telegram\/.*\/send(Message|Photo)$/.test(wire)) return 'telegram send';
  if (/^POST \/telegram\/.*\/answerCallbackQuery$/.test(wire)) return 'telegram answer';
  if (/^POST \/telegram\/.*\/editMessageText$/.test(wire)) return 'telegram edit';
  return undefined;
}

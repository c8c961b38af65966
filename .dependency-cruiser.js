/** Runs on `dist`, so type-only imports are gone and what is judged is what is executed. */
const only = (name, path, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: `^dist/src/${path}` },
  to: { path: '^dist/src/', pathNot: allowed.map((folder) => `^dist/src/${folder}`) },
});
const home = (library, ...folders) => ({
  name: `${library}-at-home`,
  severity: 'error',
  from: { path: '^dist/src/', pathNot: folders.map((folder) => `^dist/src/${folder}`) },
  to: { path: `node_modules/${library}/` },
});
/** Small files beside the rooms that every adapter may use; each imports nothing of ours but the domain. */
const outlets = '(http[^/]*|guard|bulkhead|webhook|correlation|scrub|deadline)\\.js$';

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^dist/src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'run-time-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^dist/src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },

    only('domain-is-pure', 'domain/', 'domain/'),
    only('outlets-know-domain', outlets, 'domain/', outlets),
    only('db-knows-domain', 'db/', 'db/', 'domain/', 'queue/define-job', outlets),
    only('payments-know-money', 'payments/', 'payments/', 'domain/', outlets),
    only('panels-know-access', 'panels/', 'panels/', 'domain/', outlets),
    only('telegram-knows-domain', 'telegram/', 'telegram/', 'domain/', 'buttons', outlets),
    // Providers, panels and queues declare their own settings and names; the environment is read in one place.
    only(
      'config-knows-declarations',
      'config/',
      'config/',
      'domain/',
      '(payments|panels)/registry',
      'queue/topology',
      outlets,
    ),
    only(
      'application-gets-its-scope-handed',
      '(jobs|effects|chat)/',
      'jobs/',
      'effects/',
      'chat/',
      'buttons',
      'domain/',
      'queue/(define-job|promise|outcome)',
      outlets,
    ),
    only('promises-need-no-adapter', 'queue/(define-job|promise)', 'queue/define-job', 'db/owed', outlets),
    only('sandbox-is-a-stranger', 'sandbox/', 'sandbox/'),
    {
      name: 'sandbox-stays-outside',
      severity: 'error',
      from: { path: '^dist/src/', pathNot: '^dist/src/(sandbox/|main/demo)' },
      to: { path: '^dist/src/sandbox/' },
    },
    {
      name: 'bot-opens-no-database',
      severity: 'error',
      from: { path: '^dist/src/bot/' },
      to: { path: '^dist/src/(db|panels|payments|telegram)/', reachable: true },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^dist/src/', pathNot: '^dist/src/main/' },
      to: { path: '^dist/src/main/' },
    },

    home('bullmq', 'queue/'),
    home('ioredis', 'queue/'),
    home('node-cron', 'queue/'),
    home('objection', 'db/'),
    home('knex', 'db/'),
    home('pg', 'db/'),
    home('express', 'web/', 'bot/', 'sandbox/'),
    home('grammy', 'chat/', 'telegram/', 'bot/', 'main/'),
    home('qrcode', 'telegram/', 'web/'),
    home('prom-client', 'observability/'),
    home('pino', 'observability/'),
    home('@sentry', 'observability/'),
    home('cockatiel', 'guard\\.js$', 'http[^/]*\\.js$'),
    {
      name: 'config-is-handed-down',
      severity: 'error',
      from: { path: '^dist/src/', pathNot: '^dist/src/(main/|config/|run-process)' },
      to: { path: '^dist/src/config' },
    },
    {
      name: 'features-never-wait',
      severity: 'error',
      from: { path: '^dist/src/chat/' },
      to: { path: '^dist/src/(payments|panels)/', reachable: true },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' } },
};

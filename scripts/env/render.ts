import type { Group } from '../../src/config/groups.js';
import { fieldsOf, type Field } from './fields.js';

const head = `# Settings of 2GETPRO v2. Copy to .env. What is not behind a "#" is required: put your own in the place of CHANGEME.
# To sell, a shop also needs PANEL_API_URL and PANEL_API_KEY, a price (RUB_PRICE_1_MONTH) and a way to pay; to be run,
# ADMIN_IDS. The rest is optional: behind a "#" stands an example; the defaults are in docs/configuration.md.
# The processes read .env themselves. A value may also come out of a file: NAME_FILE=/run/secrets/name
# This file is generated: npx tsx scripts/env-example.ts
`;

/** `.env.example`: what is required stands, the rest waits behind a "#" with its default. */
export function renderEnv(groups: readonly Group[]): string {
  const sections = groups.map(
    (group) =>
      `\n# ── ${group.title} ${'─'.repeat(Math.max(3, 70 - group.title.length))}\n${group.isSeeded ? `# ${seeded}\n` : ''}${fieldsOf(group).map(line).join('')}`,
  );
  return head + sections.join('');
}

const seeded = 'These fill tables, which the processes read: after a change run `npm run seed`.';

const line = ({ name, about, required, fallback, example }: Field): string =>
  `\n# ${about}${fallback !== undefined && fallback !== example ? ` (default: ${fallback})` : ''}\n${required ? '' : '# '}${name}=${quoted(example)}\n`;

/** A "#" or a space would end a bare value. */
const quoted = (value: string): string => (/[\s#]/.test(value) ? `"${value}"` : value);

const intro = `# Configuration

Every setting is an environment variable, or a line in \`.env\` in the folder where the program is started; what is set in the environment wins.
They are read once, when a process starts; what is sold, and rules that go with it, fill tables and need \`npm run seed\`
after a change. If anything is wrong, the process tells all of it at once, with what was
found, what is expected and an example, and exits with 78.

- An empty value is the same as none.
- \`NAME_FILE\` is the path of a file that holds the value of \`NAME\`, as container secrets do.
- Names that begin with a digit, which shells and systemd drop, are also read with \`PLAN_\` before them:
  \`PLAN_1_MONTH_ENABLED\` is \`1_MONTH_ENABLED\`.
- \`DATABASE_URL\` and \`REDIS_URL\` may be given in parts.
- Settings of the first generation that are not listed here are ignored, so its \`.env\` can be brought along; \`doctor\` names
  those that somebody would count on: \`BACKUP_…\` and \`S3_…\` (no backups are made), \`ENCRYPTION_KEYS\`, \`RATE_LIMIT_…\`,
  \`LOG_CHAT_ID\`.

This page is generated from the schema (\`npx tsx scripts/env-example.ts\`), and \`npm run check\` compares the two.
`;

/** docs/configuration.md: a table for each group. */
export function renderDocs(groups: readonly Group[]): string {
  const sections = groups.map(
    (group) =>
      `\n## ${group.title}\n\n${group.isSeeded ? `${seeded}\n\n` : ''}| variable | meaning | default | example |\n| --- | --- | --- | --- |\n${fieldsOf(group).map(row).join('')}`,
  );
  return intro + sections.join('');
}

const row = ({ name, about, required, fallback, example }: Field): string =>
  `| \`${name}\` | ${cell(about)} | ${required ? '**required**' : fallback === undefined ? '' : code(fallback)} | ${code(example)} |\n`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);

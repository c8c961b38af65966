import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { groups } from '../src/config/groups.js';
import { undescribed } from './env/fields.js';
import { renderDocs, renderEnv } from './env/render.js';

const files = {
  '.env.example': renderEnv(groups),
  'docs/configuration.md': await format(renderDocs(groups), { parser: 'markdown', printWidth: 110 }),
};
const path = (file: string) => new URL(`../${file}`, import.meta.url);

const nameless = undescribed(groups);
if (nameless.length > 0)
  fail(`Nobody has described ${nameless.join(', ')}: give each its .meta({ about, example })`);
for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) writeFileSync(path(file), text);
  else if (held(file) !== text)
    fail(`${file} is not in step with the schema: npx tsx scripts/env-example.ts`);
}

function held(file: string): string | undefined {
  try {
    return readFileSync(path(file), 'utf8');
  } catch {
    return undefined;
  }
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}

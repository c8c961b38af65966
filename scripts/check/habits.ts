import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesUnder } from '../build/files.js';
import { projectDir } from '../services/state.js';

interface Habit {
  readonly says: string;
  /** Paths from the project's folder that the habit is about. */
  readonly about: RegExp;
  readonly broken: (text: string, path: string) => boolean;
}

const code = /^(src|migrations|seeds|test|scripts|bench)\/.*\.(ts|mts|js|mjs)$/;
const page = /^src\/sandbox\/page\//;
const vague = /(^|\/)(utils?|helpers?|common|shared|lib|misc|core)(\/|\.[^/]*$)/;
// Written in pieces, so that this file passes itself.
const unfinished = new RegExp(
  `\\b(${['TO', 'FIX'].map((start, i) => start + ['DO', 'ME'][i]).join('|')})\\b`,
);
const silenced = new RegExp(['(eslint|oxlint)-dis', 'able|@ts-(ignore|nocheck|expect)'].join(''));

const habits: readonly Habit[] = [
  { says: 'a name that says nothing', about: code, broken: (_text, path) => vague.test(path) },
  { says: 'a barrel', about: code, broken: (_text, path) => basename(path).startsWith('index.') },
  {
    says: 'over 200 lines',
    about: /^(src|scripts|test\/support)\/.*\.ts$/,
    broken: (text) => text.trimEnd().split('\n').length > 200,
  },
  {
    says: 'something unfinished without the number of its issue',
    about: code,
    broken: (text) => text.split('\n').some((line) => unfinished.test(line) && !/#\d+/.test(line)),
  },
  { says: 'a checker silenced', about: code, broken: (text) => silenced.test(text) },
  {
    says: 'a test left out or alone',
    about: /^test\/.*\.ts$/,
    broken: (text) => /\b(describe|context|it)\.(only|skip)\(|\bthis\.skip\(/.test(text),
  },
  {
    says: "a path of somebody's machine",
    about: /\.(ts|mts|js|mjs|cjs|json|md|ya?ml|html|ftl|sh)$|^\.ci\//,
    broken: (text) => /(?<![\w.\-}>])\/(root|work|Users\/\w+|home\/(?!node|app)\w+)\/\w/.test(text),
  },
];

/** "path: what is wrong", one for each. */
export function brokenHabits(root = projectDir): string[] {
  return filesUnder(root, '.')
    .filter((path) => !page.test(path))
    .flatMap((path) => {
      const held = habits.filter(({ about }) => about.test(path));
      const text = held.length === 0 ? '' : readFileSync(join(root, path), 'utf8');
      return held.filter(({ broken }) => broken(text, path)).map(({ says }) => `${path}: ${says}`);
    });
}

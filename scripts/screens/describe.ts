import { readFileSync } from 'node:fs';

const languages = { ru: 'in Russian', en: 'in English' } as const;

const introduction = `# Screens

Every screen that a person can see in the chat, in Russian and in English, as the sandbox's chat page shows it. The
pictures and this page are made by a command, from the screens as they are and the sample states of their tests:

\`\`\`
npm run screens
\`\`\`

It needs a Chromium and neither database nor Redis. \`test/scripts/screens.test.ts\` says when a screen is missing here.
`;

/** The page about the screens with these names, each with its docstring and a picture per language. */
export function describeScreens(names: readonly string[]): string {
  const list = names.map((name) => `[${name}](#${name})`).join(' · ');
  return [introduction, list, ...names.map(describe)].join('\n\n');
}

function describe(name: string): string {
  const pictures = Object.entries(languages).map(
    ([language, words]) => `![${name}, ${words}](img/screens/${name}.${language}.png)`,
  );
  return [`## ${name}`, purposeOf(name), pictures.join(' ')].join('\n\n');
}

/** What the screen's own file says of it, above its export. */
function purposeOf(name: string): string {
  const source = readFileSync(new URL(`../../src/chat/screens/${name}.ts`, import.meta.url), 'utf8');
  const [, comment] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default/.exec(source) ?? [];
  if (comment === undefined) throw new Error(`src/chat/screens/${name}.ts does not say what it is for`);
  return comment.replaceAll(/\n \* ?/g, '\n').trim();
}

import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { expect } from 'chai';
import { addCalled, groups } from '../../src/main/cli/groups.js';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
const namesOf = ({ commands }: Command): string[] => commands.map((command) => command.name());
const called = async (...args: string[]): Promise<string[]> => {
  const program = new Command('2getpro');
  await addCalled(program, args);
  return namesOf(program);
};

/** Of all files that have commands. */
async function adders(): Promise<unknown[]> {
  const folder = new URL('../../src/main/cli/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'groups.ts');
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.flatMap((module: Record<string, unknown>) =>
    Object.entries(module).flatMap(([name, value]) => (/^add[A-Z]/.test(name) ? [value] : [])),
  );
}

describe('the help of the command line', () => {
  it('explains every command, whatever its options stand at', async () => {
    const program = new Command('2getpro');
    await addCalled(program, ['--help']);
    const commands = all(program);
    expect(commands).to.have.length.above(30);
    for (const command of commands) {
      expect(command.helpInformation()).to.contain('Usage: ');
      for (const { description, long } of command.options)
        expect(description, `${command.name()} ${long}`).to.match(/\S/);
    }
  });

  it('is of every file that has commands', async () => {
    expect(await Promise.all(groups.map(({ load }) => load()))).to.have.members(await adders());
  });

  it('knows each command by the name that it is loaded by', async () => {
    for (const { names, load } of groups) {
      const program = new Command('2getpro');
      (await load())(program);
      expect(namesOf(program)).to.deep.equal(names);
    }
  });

  it('loads no more than what is called, and everything for whoever mistyped it', async () => {
    expect(await called('--json', 'promo', 'list')).to.deep.equal(['promo']);
    expect(await called('unban', '7')).to.deep.equal(['ban', 'unban', 'bans']);
    const every = groups.flatMap(({ names }) => names);
    for (const args of [[], ['help'], ['promos', 'list'], ['help', 'promo']])
      expect(await called(...args)).to.deep.equal(every);
  });
});

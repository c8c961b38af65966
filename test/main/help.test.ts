import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { expect } from 'chai';

const folder = new URL('../../src/main/cli/', import.meta.url);

/** Every group of commands that there is, as the command line has them. */
async function program(): Promise<Command> {
  const made = new Command('2getpro');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    for (const [name, add] of Object.entries(module))
      if (/^add[A-Z]/.test(name)) (add as (to: Command) => void)(made);
  }
  return made;
}

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

describe('the help of the command line', () => {
  it('explains every command, whatever its options stand at', async () => {
    const commands = all(await program());
    expect(commands).to.have.length.above(30);
    for (const command of commands) {
      expect(command.helpInformation()).to.contain('Usage: ');
      for (const { description, long } of command.options)
        expect(description, `${command.name()} ${long}`).to.match(/\S/);
    }
  });
});

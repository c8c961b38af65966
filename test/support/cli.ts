import { Command } from 'commander';
import { databaseUrl } from './database.js';
import { goodEnv } from './environment.js';

/**
 * The command line's own code, in this process, with only these commands. Takes the words after its name, answers what it
 * printed. Call inside a `describe`.
 */
export function useCli(
  commands: readonly ((program: Command) => void)[],
  url: () => string = () => databaseUrl,
): (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string> {
  const environment = { ...process.env };
  const print = console.log;
  afterEach(() => {
    process.env = { ...environment };
    console.log = print;
  });
  return async (args, env = {}) => {
    Object.assign(process.env, goodEnv, { DATABASE_URL: url() }, env);
    const printed: string[] = [];
    console.log = (text: unknown) => void printed.push(String(text));
    const program = new Command()
      .option('--json')
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    for (const add of commands) add(program);
    await program.parseAsync(['node', 'cli', ...args]);
    return printed.join('\n');
  };
}

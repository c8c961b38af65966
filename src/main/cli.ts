import { Command } from 'commander';
import { ConfigFault } from '../config/fault.js';
import { AppError } from '../domain/errors.js';
import { addCalled } from './cli/groups.js';
import { Misuse } from './cli/misuse.js';
import { remedyOf } from './cli/remedy.js';
import { sentenceOf } from './cli/sentence.js';

const program = new Command('2getpro')
  .description('Runs a 2GETPRO shop from the command line')
  .option('--json', 'answer as one JSON value, for scripts')
  .showHelpAfterError('(--help lists the commands)')
  .exitOverride();

await addCalled(program, process.argv.slice(2));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}

/** 0 help, 64 wrong use, 78 wrong settings, 1 a refusal or a fault, each with its sentence. */
function failed(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : 64;
  if (error instanceof ConfigFault) {
    console.error(error.message);
    return 78;
  }
  if (error instanceof Misuse) {
    console.error(error.message);
    return 64;
  }
  const remedy = remedyOf(error);
  if (remedy) console.error(`PostgreSQL cannot be used: ${remedy}`);
  else console.error(error instanceof AppError ? error.message : sentenceOf(error));
  return 1;
}

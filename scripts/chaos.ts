import { build } from './build/build.js';
import { endWith } from './services/unavailable.js';
import { runChaos } from '../test/chaos/command.js';

try {
  process.exitCode = await runChaos(process.argv.slice(2), build);
} catch (error) {
  endWith(error);
}
process.exit(); // after a failure people of the run may still wait for their bot

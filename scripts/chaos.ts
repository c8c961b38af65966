import { runChaos } from '../test/chaos/command.js';
import { runScript } from './run/run-script.js';

await runScript((site) => runChaos(process.argv.slice(2), site));

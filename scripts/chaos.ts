import { runChaos } from '../test/chaos/command.js';
import { runScript } from './run/run-script.js';

const usage = `npm run chaos -- pipeline      the main job, while everything breaks
npm run chaos -- money         all that is done with money, likewise
npm run chaos -- mutants NAME  whether these notice what they should: all, or those so named
                 --seed N      the choices of an earlier run
                 --short       a few minutes of it; docs/chaos.md names the other flags`;

await runScript((site) => runChaos(process.argv.slice(2), site), { usage });

import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { runScript } from './run/run-script.js';
import { describeScreens } from './screens/describe.js';
import { Misused } from './services/unavailable.js';
import { takePictures } from './screens/pictures.js';

// Before the states are read: people of the documentation have ordinary names and pay ordinary sums.
process.env['SAMPLES'] = 'plain';

const usage = 'npm run screens   takes a picture of every screen, and writes docs/screens.md around them';

await runScript(
  async (site) => {
    if (process.argv.length > 2) throw new Misused(`It takes nothing more: ${usage}`);
    const began = performance.now();
    const taken = await takePictures(new URL('../docs/img/screens/', import.meta.url), site);
    const text = await format(describeScreens(taken.screens), { parser: 'markdown', printWidth: 110 });
    await writeFile(new URL('../docs/screens.md', import.meta.url), text);
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    console.log(
      `${taken.count} pictures of ${taken.screens.length} screens in ${seconds} s: docs/screens.md`,
    );
  },
  { usage },
);

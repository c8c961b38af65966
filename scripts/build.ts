import { build } from './build/build.js';
import { endWith } from './services/unavailable.js';

try {
  const startedAt = Date.now();
  await build({ clean: process.argv.includes('--clean') });
  console.log(`Built into dist/ in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
} catch (error) {
  endWith(error);
}

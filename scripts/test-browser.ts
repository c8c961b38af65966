import { findBrowser } from './suite/browser.js';
import { runSuite } from './suite/run-suite.js';

await runSuite({
  spec: 'test/browser/**/*.test.ts',
  timeoutMs: 180_000,
  database: 'getpro_browser_test',
  redisDatabase: 14,
  env: async () => ({ CHROMIUM_PATH: findBrowser() }),
});

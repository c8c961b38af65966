import { runSuite } from './suite/run-suite.js';

await runSuite({
  spec: 'test/alerts/**/*.test.ts',
  timeoutMs: 180_000,
  database: 'getpro_alerts_test',
  redisDatabase: 12,
});

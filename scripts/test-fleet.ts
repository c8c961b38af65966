import { runSuite } from './suite/run-suite.js';

await runSuite({
  spec: 'test/fleet/**/*.test.ts',
  timeoutMs: 300_000,
  database: 'getpro_fleet_test',
  redisDatabase: 13,
});

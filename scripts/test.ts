import { runSuite } from './suite/run-suite.js';

await runSuite({
  spec: 'test/**/*.test.ts',
  ignore: ['test/browser/**', 'test/fleet/**', 'test/alerts/**'],
  database: 'getpro_test',
  redisDatabase: 15,
});

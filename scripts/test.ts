import { runSuite } from './suite/run-suite.js';

await runSuite({
  spec: 'test/**/*.test.ts',
  ignore: ['test/browser/**', 'test/fleet/**', 'test/alerts/**'],
  database: 'getpro_test',
  redisDatabase: 15,
  // These wait for processes most of the time: a core is free for the others.
  beside: {
    spec: ['test/{e2e,scripts,infrastructure,fuzz,bench,main}/**/*.test.ts', 'test/run-process.test.ts'],
    database: 'getpro_test_beside',
    redisDatabase: 11,
  },
});

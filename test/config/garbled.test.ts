import { expect } from 'chai';
import { loadConfig } from '../../src/config/config.js';
import { ConfigFault } from '../../src/config/fault.js';
import { shapes } from '../../src/config/groups.js';
import { demoEnvironment } from '../../src/main/demo/environment.js';

const good = demoEnvironment(
  { sandbox: 1, edge: 2, bot: 3, web: 4, ops: 5 },
  { databaseUrl: 'postgres://getpro@localhost/getpro', redisUrl: 'redis://localhost' },
);
const garbage = ['🦊 ::\\', '-1', 'CHANGEME', `${'x'.repeat(5_000)} y`];

/** What is said of one garbled variable; null when the configuration takes it. */
function faultOf(name: string, value: string): { names: string[]; message: string } | null {
  try {
    loadConfig({ ...good, [name]: value }, null);
    return null;
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return { names: error.faults.map((fault) => fault.name), message: error.message };
  }
}

describe('a variable that is garbled', () => {
  for (const name of Object.keys(shapes)) {
    it(`is named: ${name}`, () => {
      const faults = garbage.map((value) => faultOf(name, value));
      expect(
        faults.some((fault) => fault?.names.includes(name)),
        'it takes anything',
      ).to.equal(true);
      for (const fault of faults) {
        expect(fault?.names ?? [name]).to.deep.equal([name]);
        expect(fault?.message ?? '').to.not.contain('\n    at ');
      }
    });
  }
});

import cluster from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

describe('the log of a worker in a cluster', function () {
  this.timeout(30_000);

  const said = async (manner: string): Promise<readonly string[]> => {
    const exec = fileURLToPath(new URL('../support/log-worker.ts', import.meta.url));
    cluster.setupPrimary({ exec, args: [], execArgv: ['--import', 'tsx'] });
    const worker = cluster.fork({ MANNER: manner });
    const ended = once(worker, 'exit');
    const [told] = (await once(worker, 'message')) as [{ said: readonly string[] }];
    await ended;
    return told.said;
  };

  it('goes to process.stdout, some lines together, and is waited for to the last', async () => {
    const texts = await said('usual');
    const lines = texts.join('').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { at: number }).at)).to.deep.equal([
      ...Array(200).keys(),
    ]);
    expect(texts.length).to.be.within(2, 20);
  });

  it('keeps nobody from ending where it is switched off, or nobody says that it was written', async () => {
    expect(await said('off')).to.deep.equal([]);
    expect(await said('silent')).to.deep.equal([]);
  });
});

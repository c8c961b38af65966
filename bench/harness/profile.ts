import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join } from 'node:path';

/** Loaded before a process of the fleet: it profiles the CPU to its end. Node takes no --cpu-prof from NODE_OPTIONS. */
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
process.once('exit', () => {
  session.post('Profiler.stop', (_error, { profile }) => {
    const name = `${basename(process.argv[1] ?? 'node', '.js')}-${process.pid}.cpuprofile`;
    writeFileSync(join(process.env['BENCH_PROFILE']!, name), JSON.stringify(profile));
  });
});

import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSite, type Site } from '../../scripts/run/site.js';
import { projectDir } from '../../scripts/services/state.js';
import { layCable } from '../../test/support/cable.js';
import { scrape, total } from '../../test/e2e/support/metrics.js';
import { openShop, type Shop, type ShopOptions } from '../../test/support/fleet/open-shop.js';
import type { Load, Sample } from '../load/load.js';
import { startChild, type Child } from './child.js';

/** What a bench stands on: it opens what it needs here, and whoever runs it closes all. */
export interface Ground {
  /** A shop whose ready processes run on a database and a Redis of their own. */
  shop(options: Pick<ShopOptions, 'members' | 'env'>): Promise<Shop>;
  bare(name: string, env: Readonly<Record<string, string>>): Promise<Child>;
  /** Does what updates do to the database. */
  effects(env: Readonly<Record<string, string>>): Promise<Child>;
  /** The same server, by an address from which it is so many ms away. */
  away(url: string, ms: number): Promise<string>;
  /** Sends a load from a process of its own. */
  drive(load: Load): Promise<Sample>;
}

export interface OpenGround extends Ground {
  close(): Promise<void>;
}

/** A part of the run's site. `profile` is a folder to which every process of a shop writes a CPU profile when it ends. */
export async function openGround(serverUrl: string, whole: Site, profile?: string): Promise<OpenGround> {
  const site = await whole.open(
    () => openSite(whole.signal),
    (part) => part.clear(whole.signal.reason),
  );
  let generator: Promise<Child> | undefined;
  const child = async (script: string, env: Readonly<Record<string, string>> = {}): Promise<Child> => {
    const started = await site.open(
      () => startChild(script, env),
      (running) => running.stop(),
    );
    return { ...started, hello: await started.ready() };
  };
  return {
    async shop(options) {
      const logs = await site.open(
        () => mkdtemp(join(tmpdir(), '2getpro-bench-')),
        (folder) => rm(folder, { recursive: true, force: true }),
      );
      const env = { TIME_SCALE: '1', ...profilingInto(profile), ...options.env };
      const own = { databaseServer: serverUrl, privateRedis: { fsync: 'everysec' } } as const;
      const shop = await openShop({ ...options, ...own, env }, logs, site);
      await shop.fleet.ready();
      return shop;
    },
    bare: (name, env) => child(`bare/${name}.js`, env),
    effects: (env) => child('effects/process.js', env),
    async away(url, ms) {
      const cable = await site.open(
        () => layCable(url, ms),
        (laid) => laid.cut(),
      );
      return cable.url;
    },
    async drive(load) {
      generator ??= child('load/process.js');
      return (await generator).ask<Sample>(load);
    },
    close: () => site.clear(),
  };
}

function profilingInto(folder: string | undefined): Readonly<Record<string, string>> {
  if (folder === undefined) return {};
  mkdirSync(folder, { recursive: true });
  const profiler = pathToFileURL(join(projectDir, 'dist/bench/harness/profile.js'));
  return { NODE_OPTIONS: `--import ${profiler.href}`, BENCH_PROFILE: resolve(folder) };
}

/** Resident memory of a member of the fleet, in MiB. */
export async function residentMib(shop: Shop, name: string): Promise<number> {
  const bytes = total(await scrape(shop.ops[name] ?? ''), 'process_resident_memory_bytes');
  return (bytes ?? 0) / 2 ** 20;
}

/** Answers per second. @throws when one was not 200: then something else was measured */
export function rateOf({ count, ms, statuses }: Sample): number {
  if (statuses[200] !== count) throw new Error(`not every answer was 200: ${JSON.stringify(statuses)}`);
  return (count * 1_000) / ms;
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';

const names = ['sandbox', 'edge', 'bot', 'web', 'ops'] as const;
export type Ports = Record<(typeof names)[number], number>;

const first: Ports = { sandbox: 4100, edge: 4101, bot: 4102, web: 4103, ops: 4110 };

/** Ports of the demo: those of the last time, since links that it gave away hold them; others where they are taken. */
export async function choosePorts(file: string): Promise<Ports> {
  const before = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Ports,
    () => first,
  );
  const chosen = { ...first };
  for (const name of names) chosen[name] = (await isFree(before[name])) ? before[name] : await freePort();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(chosen));
  return chosen;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

import { rm, writeFile } from 'node:fs/promises';

/** Writes settings to a file that only its owner may read, since passwords may be among them; one that was there goes. */
export async function writeSettings(path: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await rm(path, { force: true }); // it would keep the rights that it was made with
  await writeFile(path, lines.join(''), { mode: 0o600 });
}

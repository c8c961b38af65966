import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../../scripts/services/tools.js';
import { infrastructure } from './infrastructure.js';
import { until } from './until.js';

const shipped = join(infrastructure, 'nginx');
/** A file that we ship, for this machine: other addresses, our folders, a certificate that nobody trusts. */
export function prepareNginx(file: string, replace: Readonly<Record<string, string>>) {
  const nginx = findTool('nginx');
  const env = { ...process.env, ...nginx.env };
  const folder = mkdtempSync(join(tmpdir(), '2getpro-nginx-'));
  mkdirSync(join(folder, 'certs'));
  const pem = (name: string) => join(folder, 'certs', name);
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=shop.example.com'].concat([
      '-keyout',
      pem('privkey.pem'),
      '-out',
      pem('fullchain.pem'),
    ]),
    { stdio: 'pipe' },
  );
  const here = {
    '/etc/nginx/2getpro/routes.conf': join(shipped, 'routes.conf'),
    '/etc/nginx/2getpro/certs/': `${join(folder, 'certs')}/`,
    '/etc/letsencrypt/live/shop.example.com/': `${join(folder, 'certs')}/`,
    '/var/log/nginx/': `${folder}/`,
    ...replace,
  };
  const server = Object.entries(here).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    readFileSync(join(shipped, file), 'utf8'),
  );
  writeFileSync(join(folder, 'server.conf'), server);
  writeFileSync(join(folder, 'nginx.conf'), around(folder));
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  return {
    /** What `nginx -t` says. @throws when it finds a fault */
    check: () => execFileSync(nginx.path, [...args, '-t'], { env, stdio: 'pipe' }),
    run: async (port: number): Promise<() => Promise<void>> => {
      const child = spawn(nginx.path, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      await until(() => child.exitCode !== null || listens(port), 10_000, 'nginx does not listen');
      return async () => {
        const gone = once(child, 'exit');
        if (child.exitCode === null && child.kill('SIGTERM')) await gone;
        rmSync(folder, { recursive: true, force: true });
      };
    },
    /** Who asked for what, as far as it is written down. */
    log: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What Debian's nginx.conf says, in a folder of our own. */
function around(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
${process.getuid?.() === 0 ? 'user root root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/server.conf;
}
`;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

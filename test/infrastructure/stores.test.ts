import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { askDatabase, createDatabase } from '../../scripts/services/database.js';
import { findPostgres, findRedis } from '../../scripts/services/find.js';
import { freePort, launch, stopProcess } from '../../scripts/services/process.js';
import { askRedis } from '../../scripts/services/redis.js';
import { projectData } from '../../scripts/services/state.js';
import { createDb } from '../../src/db/db.js';
import { migrate } from '../../src/db/migrate.js';
import { checkRedis } from '../../src/main/checks.js';
import { databaseUrl } from '../support/database.js';
import { infrastructure } from '../support/infrastructure.js';

const logins = ['getpro_owner', 'getpro', 'getpro_reader'];

describe('the stores of the containers', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), '2getpro-stores-'))));
  after(() => rmSync(folder, { recursive: true }));

  describe('PostgreSQL', () => {
    const name = 'getpro_containers';
    let own: string;
    const as = (user: string) => {
      const url = new URL(own);
      url.username = user;
      return url.href;
    };
    before(async () => (own = await createDatabase(databaseUrl, name, { empty: true })));
    after(async () => {
      await askDatabase(databaseUrl, `drop database if exists ${name} with (force)`);
      for (const login of logins) await askDatabase(databaseUrl, `drop role if exists ${login}`);
    });

    it('gets an owner for its tables and logins that are not, however often they are made', async () => {
      for (const secret of ['owner', 'app', 'reader'])
        writeFileSync(join(folder, `postgres_${secret}_password`), `it's "${secret}"\n`);
      const { path } = findPostgres(join(projectData, 'cache'), {});
      const { hostname, port, username, password } = new URL(own);
      const env = {
        PATH: `${dirname(path)}:${process.env['PATH']}`,
        PGHOST: hostname,
        PGPORT: port,
        PGPASSWORD: decodeURIComponent(password),
        POSTGRES_USER: decodeURIComponent(username),
        POSTGRES_DB: name,
        SECRETS: folder,
      };
      const script = join(infrastructure, 'postgres/create-logins.sh');
      for (let n = 0; n < 2; n += 1) execFileSync('bash', [script], { env, stdio: 'pipe' });

      const made = await askDatabase(
        own,
        `select r.rolname, r.rolsuper or r.rolcreaterole or r.rolcreatedb mighty, a.rolpassword ~ '^SCRAM' hashed,
           (select array_agg(g.rolname::text) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) of
         from pg_roles r join pg_authid a using (oid) where r.rolname = any('{${logins.join()}}') order by 1`,
      );
      expect(made).to.deep.equal([
        { rolname: 'getpro', mighty: false, hashed: true, of: ['getpro_app'] },
        { rolname: 'getpro_owner', mighty: false, hashed: true, of: null },
        { rolname: 'getpro_reader', mighty: false, hashed: true, of: ['getpro_readonly'] },
      ]);
    });

    it('is migrated by the owner, and by nobody else', async () => {
      const intruder = createDb(as('getpro'), 3);
      const refused = await migrate(intruder.knex).then(
        () => null,
        (error: unknown) => String(error),
      );
      await intruder.close();
      expect(refused).to.match(/permission denied/);

      const owner = createDb(as('getpro_owner'), 3);
      const names = await migrate(owner.knex);
      await owner.close();
      expect(names).to.not.have.length(0);
      const [row] = await askDatabase(own, `select tableowner from pg_tables where tablename = 'outbox'`);
      expect(row).to.deep.equal({ tableowner: 'getpro_owner' });
    });
  });

  it('Redis keeps what it is given, asks for the password and evicts nothing', async () => {
    const { path, env } = findRedis(join(projectData, 'cache'));
    const port = await freePort();
    const password = 'a password with "quotes"'.replaceAll('"', '');
    writeFileSync(join(folder, 'redis_password'), password);
    const script = readFileSync(join(infrastructure, 'redis/start.sh'), 'utf8')
      .replaceAll('/etc/redis/', `${join(infrastructure, 'redis')}/`)
      .replaceAll('/run/secrets/', `${folder}/`)
      .replace('redis-server -', `${path} - --port ${port} --bind 127.0.0.1 --dir ${folder}`);
    const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
    const answers = () =>
      askRedis(url, (redis) => redis.ping()).then(
        () => true,
        () => false,
      );
    const pid = await launch({
      command: '/bin/sh',
      args: ['-c', script],
      as: { env },
      logFile: join(folder, 'log'),
      ready: answers,
    });
    try {
      await askRedis(url, (redis) => checkRedis(redis));
      expect(await askRedis(url, (redis) => redis.config('GET', 'appendonly'))).to.deep.equal([
        'appendonly',
        'yes',
      ]);
      const stranger = await askRedis(`redis://127.0.0.1:${port}`, (redis) => redis.ping()).catch(String);
      expect(stranger, 'without the password').to.match(/NOAUTH|Connection is closed/);
    } finally {
      await stopProcess(pid, String(port), 'SIGTERM');
    }
  });
});

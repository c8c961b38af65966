import type { JsonObject } from '../queue/define-job.js';
import { gather } from './gather.js';
import { openLastingClient, type LastingClient } from './lasting-client.js';
import { channel } from './wake.js';

/** A promise as a run finds it: open, due, perhaps parked until now. */
export interface Owed {
  readonly id: bigint;
  readonly data: JsonObject;
  readonly correlation: string | null;
  readonly ageMs: number;
  /** Runs that began and never reported, this one included. */
  readonly crashes: number;
}

export interface Hold {
  /** False while another run of this key goes on, here or in another process. */
  readonly mine: boolean;
  readonly promises: readonly Owed[];
}

type Row = { mine: boolean; promises: (Omit<Owed, 'id'> & { id: string })[] };

/**
 * Each key's lock and, where it was got, its open and due promises, parked ones too: they count as begun, in one
 * statement for all who ask at once. An update, since it reads the newest version of each row. A dead letter that is
 * taken up again is owed from now, or the first "later" would be its last.
 */
const sql = `
  with held as materialized (
    select k, n, pg_try_advisory_lock(hashtextextended(k, 0)) mine
    from unnest($1::text[]) with ordinality asked(k, n)),
  begun as (
    update outbox o set crashes = o.crashes + 1, parked_at = null, reason = null,
      due_at = case when o.parked_at is null then o.due_at else clock_timestamp() end
    from held h where h.mine and o.key = h.k and o.done_at is null and o.due_at <= clock_timestamp()
    returning o.key, o.id, o.data, o.correlation, o.crashes,
      extract(epoch from clock_timestamp() - o.due_at)::float8 * 1000 age)
  select h.mine, coalesce(jsonb_agg(jsonb_build_object('id', b.id::text, 'data', b.data, 'correlation', b.correlation,
      'crashes', b.crashes, 'ageMs', b.age) order by b.id) filter (where b.id is not null), '[]') promises
  from held h left join begun b on b.key = h.k group by h.n, h.mine order by h.n`;

/** Sessions have this name at the server, so that each finds the others. */
const title = '2getpro keys';

/** Every session says something so often, */
const beatMs = 1_000;
/**
 * and one that has not for so long is of a process that is stopped, hung or cut off. Longer than a job's lock in Redis,
 * and with a beat well within the 15 s that a crash may delay work by.
 */
const silentMs = 11_000;

/**
 * Both at once: we are here, and whoever is not any more loses their session, and the keys that it holds with it. What
 * they do when they come back is fenced by turns and unique keys. A role may end the sessions of its own kind.
 */
const beat = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = '${title}' and usename = current_user
    and pid <> pg_backend_pid() and state_change < clock_timestamp() - $1 * interval '1 ms'`;

/**
 * The one connection of a process that is more than a pool slot: it hears NOTIFY and holds the locks of the keys
 * being run. Redis alone cannot keep two runs of a key apart: it forgets in a wipe, and a lock of ten seconds is
 * lost by a loop that stalls for eleven. A killed process loses its locks with its socket, and one that says nothing
 * any more to the next that beats. `scale` shortens its patience in tests.
 */
export async function openSession(
  url: string,
  onWake: () => void,
  onError: (error: unknown) => void,
  scale = 1,
) {
  // A count of crashes that a power cut forgets costs nothing; a flush for each run would.
  const begin = `set synchronous_commit = off; set application_name = '${title}'; listen ${channel}`;
  const client = await openLastingClient(url, { begin, look: onWake, onError });
  const patienceMs = Math.max(5_000, silentMs * scale);
  const everyMs = Math.max(500, beatMs * scale);
  let heardAt = Date.now();
  // Whoever was away for a while, with the server or with the whole machine, judges nobody before having spoken again.
  const speak = (): Promise<unknown> =>
    Date.now() - heardAt < 3 * everyMs ? client.query(beat, [patienceMs]) : client.query('select 1', []);
  // What went wrong the client has told already, and it connects again by itself.
  const beating = setInterval(
    () =>
      void speak().then(
        () => (heardAt = Date.now()),
        () => {},
      ),
    everyMs,
  );
  return {
    ...keyLocks(client),
    alone: aloneIn(client),
    ping: async (): Promise<void> => void (await client.query('select 1', [])),
    async close(): Promise<void> {
      clearInterval(beating);
      await client.close();
    },
  };
}

export type Session = Awaited<ReturnType<typeof openSession>>;

function keyLocks(client: LastingClient) {
  const held = new Set<string>(); // the server would grant a lock to its own session twice
  const unlock = (keys: readonly string[]) =>
    client.query('select pg_advisory_unlock(hashtextextended(k, 0)) from unnest($1::text[]) k', [keys]);
  const take = gather((keys: readonly string[]) =>
    client.query<Row>(sql, [keys]).catch(async (error: unknown) => {
      await unlock(keys).catch(() => {}); // a statement that fails keeps its locks, unless its session died
      throw error;
    }),
  );
  const give = gather(unlock);
  return {
    /** The key's lock, and what is owed under it. */
    async take(key: string): Promise<Hold> {
      if (held.has(key)) return { mine: false, promises: [] };
      held.add(key);
      const { mine, promises } = await take(key).catch((error: unknown) => {
        held.delete(key);
        throw error;
      });
      if (!mine) held.delete(key);
      return { mine, promises: promises.map((owed) => ({ ...owed, id: BigInt(owed.id) })) };
    },
    give(key: string): void {
      void give(key)
        .catch(() => {}) // the session died, and the lock with it
        .finally(() => held.delete(key));
    },
  };
}

/** Runs the work if nobody in the fleet runs it now. */
const aloneIn =
  (client: LastingClient) =>
  async (name: string, work: () => Promise<void>): Promise<void> => {
    const [row] = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 1)) mine',
      [name],
    );
    if (!row?.mine) return;
    try {
      await work();
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 1))', [name]);
    }
  };

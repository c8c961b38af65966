import express from 'express';
import { Pool } from 'pg';
import { serve } from './serve.js';

/** Express and one INSERT of one row: nobody is verified, nothing is promised. */
const pool = new Pool({ connectionString: process.env['DATABASE_URL']!, max: 10 });
await pool.query(
  'create table if not exists bare_events (id bigint generated always as identity primary key, event_id text not null unique, body bytea not null)',
);
const app = express();
app.post('/', express.raw({ type: () => true }), async (req, res) => {
  const body = req.body as Buffer;
  const { object } = JSON.parse(body.toString()) as { object: { id: string } };
  await pool.query('insert into bare_events (event_id, body) values ($1, $2) on conflict do nothing', [
    object.id,
    body,
  ]);
  res.type('text/plain').send('OK');
});
await serve(app);

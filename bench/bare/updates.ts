import { Queue } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import { serve } from './serve.js';

/** Express, its JSON parser and one `add`: nothing is checked, nothing is kept in order, nothing is counted. */
const queue = new Queue('bare', {
  connection: new Redis(process.env['REDIS_URL']!, { maxRetriesPerRequest: null }),
});
const app = express();
app.post('/', express.json(), async (req, res) => {
  await queue.add('update', req.body);
  res.sendStatus(200);
});
await serve(app);

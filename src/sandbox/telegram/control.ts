import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { createChannelPage } from './channel-page.js';
import { ApiError, ControlError } from './errors.js';
import { faultKinds } from './faults.js';
import { payLink, payMessage } from './payments.js';
import { block, say, unblock } from './people.js';
import { doSubscription, subscriptionDeeds } from './subscriptions.js';
import { stream } from './stream.js';
import { forge, inlineQuery, tap } from './taps.js';
import { viewChat } from './view.js';
import type { World } from './world.js';

const personBody = z.object({
  id: z.number().int().positive().optional(),
  first_name: z.string().min(1).max(64),
  username: z.string().optional(),
  language_code: z.string().optional(),
  platform: z.string().optional(),
});
const tapBody = z.union([
  z.object({ message_id: z.number().int(), row: z.number().int(), col: z.number().int() }),
  z.object({ message_id: z.number().int(), data: z.string() }),
]);
const forgeBody = z.object({
  data: z.string(),
  message_id: z.number().int().optional(),
  inline_message_id: z.string().optional(),
});
const payBody = z.union([z.object({ message_id: z.number().int() }), z.object({ link: z.string() })]);
const faultBody = z.object({
  method: z.string().min(1),
  kind: z.enum(faultKinds),
  times: z.number().int().positive().prefault(1),
  chat_id: z.number().int().optional(),
  retryAfter: z.number().int().positive().optional(),
  ms: z.number().int().nonnegative().optional(),
});
const settingsBody = z.object({
  limits: z.boolean().optional(),
  callbackMs: z.number().int().positive().optional(),
  checkoutMs: z.number().int().positive().optional(),
});

/** The side of people, of faults and of onlookers, as JSON over HTTP. */
export function createControl(world: World): Router {
  const router = Router();
  router.use(express.json({ limit: '1mb' }));
  addPeople(router, world);
  addChats(router, world);
  addFaults(router, world);
  addOnlookers(router, world);
  router.use('/channels', createChannelPage(world));
  router.use(explain);
  return router;
}

function addPeople(router: Router, { chats, events }: World): void {
  router.get('/people', (_req, res) => {
    res.json(chats.all().map(({ person, opened, blocked }) => ({ ...person, opened, blocked })));
  });
  router.post('/people', (req, res) => {
    const { id = nextId(chats.all().map(({ person }) => person.id)), ...about } = personBody.parse(req.body);
    const person = { id, ...about };
    chats.addPerson(person);
    events.emit('person', { person: id, details: person });
    res.status(201).json(person);
  });
}

const nextId = (taken: number[]): number => Math.max(1_000, ...taken) + 1;

function addChats(router: Router, world: World): void {
  router.get('/chats/:person', (req, res) => {
    res.json(viewChat(world.chats.of(personOf(req)), world.files));
  });
  router.post('/chats/:person/say', (req, res) => {
    const { text } = z.object({ text: z.string() }).parse(req.body);
    res.json({ message_ids: say(world, personOf(req), text) });
  });
  router.post('/chats/:person/tap', async (req, res) => {
    res.json(await tap(world, personOf(req), tapBody.parse(req.body)));
  });
  router.post('/chats/:person/forge', async (req, res) => {
    res.json(await forge(world, personOf(req), forgeBody.parse(req.body)));
  });
  router.post('/chats/:person/inline', async (req, res) => {
    const { query } = z.object({ query: z.string() }).parse(req.body);
    res.json({ results: await inlineQuery(world, personOf(req), query) });
  });
  router.post('/chats/:person/pay', async (req, res) => {
    const body = payBody.parse(req.body);
    const person = personOf(req);
    res.json(
      await ('link' in body ? payLink(world, person, body.link) : payMessage(world, person, body.message_id)),
    );
  });
  router.get('/chats/:person/subscriptions', (req, res) => {
    res.json(world.stars.subscriptions.filter(({ personId }) => personId === personOf(req)));
  });
  router.post('/chats/:person/subscriptions/:id', (req, res) => {
    const { deed } = z.object({ deed: z.enum(subscriptionDeeds) }).parse(req.body);
    doSubscription(world, personOf(req), req.params['id'] ?? '', deed);
    res.json({ ok: true });
  });
  for (const [name, act] of Object.entries({ block, unblock })) {
    router.post(`/chats/:person/${name}`, (req, res) => {
      act(world, personOf(req));
      res.json({ ok: true });
    });
  }
}

const personOf = (req: Request): number => Number(req.params['person']);

function addFaults(router: Router, world: World): void {
  router.get('/faults', (_req, res) => {
    res.json(world.faults.list());
  });
  router.post('/faults', (req, res) => {
    world.faults.add(faultBody.parse(req.body));
    res.status(201).json({ ok: true });
  });
  router.delete('/faults', (_req, res) => {
    world.faults.clear();
    res.json({ ok: true });
  });
  router.post('/repeat-update', (req, res) => {
    const { update_id: id } = z.object({ update_id: z.number().int() }).parse(req.body);
    if (!world.updates.repeat(id)) throw new ControlError(404, `update ${id} is not known any more`);
    res.json({ ok: true });
  });
  router.post('/settings', (req, res) => {
    const { limits = world.limits.enabled, ...deadlines } = settingsBody.parse(req.body);
    world.limits.enabled = limits;
    const given = Object.entries(deadlines).filter(([, ms]) => ms !== undefined);
    Object.assign(world.deadlines, Object.fromEntries(given));
    res.json({ limits, ...world.deadlines });
  });
}

function addOnlookers(router: Router, world: World): void {
  router.get('/bot', (_req, res) => {
    const { commands, menuButtons } = world.settings;
    res.json({ ...world.bot, commands, menu_buttons: menuButtons });
  });
  router.get('/journal', (req, res) => {
    const { method, chat_id: chatId } = z
      .object({ method: z.string().optional(), chat_id: z.string().optional() })
      .parse(req.query);
    res.json(world.journal.list(method, chatId));
  });
  router.delete('/journal', (_req, res) => {
    world.journal.clear();
    res.json({ ok: true });
  });
  router.get('/files/:id', (req, res) => {
    const file = world.files.get(req.params.id);
    const content = world.files.content(file.id);
    if (!content) throw new ControlError(404, 'the file is not kept any more');
    if (file.name) res.attachment(file.name);
    res.type(file.kind === 'photo' ? file.mime : 'application/octet-stream').send(content);
  });
  router.get('/events', (req, res) => {
    stream(world.events, Number(req.query['person']) || null, res);
  });
}

function explain(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof ControlError) res.status(error.status).json({ error: error.message });
  else if (error instanceof ApiError) res.status(error.code).json({ error: error.message });
  else if (error instanceof z.ZodError) res.status(400).json({ error: z.prettifyError(error) });
  else next(error);
}

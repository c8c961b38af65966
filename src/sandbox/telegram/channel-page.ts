import { type Request, type Response, Router } from 'express';
import { setMembership } from './membership.js';
import type { World } from './world.js';

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Channels, for tests as JSON and for people as a page on which each of the sandbox's people joins or leaves. */
export function createChannelPage(world: World): Router {
  const router = Router();
  router.post('/', (req, res) => {
    world.channels.open(req.body as { id: number });
    res.status(201).json({ ok: true });
  });
  for (const [deed, isMember] of [
    ['join', true],
    ['leave', false],
  ] as const) {
    // prettier-ignore
    router.post(`/:id/${deed}/:person`, (req, res) => {
      setMembership(world, Number(req.params.id), Number(req.params.person), isMember);
      if (req.accepts(['json', 'html']) === 'html') res.redirect(303, `../../${req.params.id}`);
      else res.json({ ok: true });
    });
  }
  router.get('/:id', (req: Request, res: Response) => {
    const { title, members } = world.channels.of(Number(req.params['id']));
    const rows = world.chats.all().map(({ person: { id, first_name: name } }) => {
      const isMember = members.includes(id);
      const deed = isMember ? 'leave' : 'join';
      const form = `<form method="post" action="${Number(req.params['id'])}/${deed}/${id}"><button>${deed}</button></form>`;
      return `<tr><td>${escape(name)}</td><td>${isMember ? '✓' : ''}</td><td>${form}</td></tr>`;
    });
    res.type('html').send(`<!doctype html><meta charset="utf-8"><title>${escape(title)}</title>
      <meta name="viewport" content="width=device-width"><style>body{font:16px sans-serif;margin:2rem}td{padding:.3rem 1rem .3rem 0}</style>
      <h1>${escape(title)}</h1><table>${rows.join('')}</table>`);
  });
  return router;
}

import { randomUUID } from 'node:crypto';
import { nest, ok, refuse } from './answers.js';
import { squadView, type Installation } from './installation.js';
import { route, type Route } from './route.js';
import { squadSchema } from './schemas.js';
import { tellsVersion } from './version.js';

const commitSha = '0f344f388807f5323b49024a563b3f8146d66857';
const commitUrl = (part: string): string => `https://github.com/remnawave/${part}/commit/${commitSha}`;

const metadata = (version: string) => ({
  version,
  build: { time: '2011-11-11T11:11:11Z', number: '0' },
  git: {
    backend: { commitSha, branch: 'main', commitUrl: commitUrl('backend') },
    frontend: { commitSha, commitUrl: commitUrl('frontend') },
  },
});

/** The panel itself, and its squads: which inbounds an account may use. */
export const systemRoutes = (panel: Installation): readonly Route[] => [
  route('get', '/system/metadata', 'serverError', () =>
    tellsVersion(panel)
      ? ok(metadata(panel.version))
      : nest(404, 'Cannot GET /api/system/metadata', 'Not Found'),
  ),
  route('get', '/internal-squads', 'squadsFailed', () => {
    const internalSquads = panel.squads.map((squad) => squadView(panel, squad));
    return ok({ total: internalSquads.length, internalSquads });
  }),
  route('get', '/internal-squads/:uuid', 'squadsFailed', ({ params }) => {
    const squad = panel.squads.find(({ uuid }) => uuid === params['uuid']);
    return ok(squadView(panel, squad ?? refuse('squadMissing')));
  }),
  route('post', '/internal-squads', 'squadsFailed', ({ body }) => {
    const { name, inbounds } = squadSchema.parse(body);
    if (panel.squads.some((squad) => squad.name === name)) refuse('squadNameTaken');
    const squad = {
      uuid: randomUUID(),
      viewPosition: panel.squads.length + 1,
      name,
      inbounds,
      createdAt: panel.now().toISOString(),
    };
    panel.squads.push(squad);
    return ok(squadView(panel, squad), 201);
  }),
  route('get', '/external-squads', 'squadsFailed', () => ok({ total: 0, externalSquads: [] })),
];

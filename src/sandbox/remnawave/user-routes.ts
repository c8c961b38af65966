import {
  createUser,
  deleteUser,
  disableUser,
  enableUser,
  extendUser,
  freshShortUuid,
  resetTraffic,
  revokeUser,
  updateUser,
} from './accounts.js';
import { ok, refuse, type Answer } from './answers.js';
import { userView, type Installation } from './installation.js';
import { route, userOf, type Input, type Route } from './route.js';
import {
  addressSchema,
  createSchema,
  extendSchema,
  metadataSchema,
  perGeneration,
  resolveSchema,
  revokeSchema,
  updateSchema,
} from './schemas.js';
import type { User } from './state.js';
import { generationOf, uuidOf, type Generation } from './version.js';

/** Everything about one account. */
export function userRoutes(panel: Installation): readonly Route[] {
  const { users } = panel;
  const changes = perGeneration((generation) => updateSchema(() => panel.now(), generation));
  const show = (user: User, status = 200): Answer => ok(userView(panel, user), status);
  const found = (user: User | undefined): Answer => show(user ?? refuse('userNotFound'));

  return [
    route('post', '/users', 'createFailed', ({ body }) =>
      show(createUser(panel, createSchema(generationOf(panel)).parse(body)), 201),
    ),
    route('patch', '/users', 'updateFailed', ({ body }) =>
      show(updateUser(panel, changes(generationOf(panel)).parse(body))),
    ),
    route('get', '/users/by-username/:username', 'getFailed', ({ params }) =>
      found(users.byName(String(params['username']))),
    ),
    route('get', '/users/by-short-uuid/:shortUuid', 'getFailed', ({ params }) =>
      found(users.byShortUuid(String(params['shortUuid']))),
    ),
    route(
      'get',
      '/users/by-id/:userId',
      'getFailed',
      ({ params }) => found(users.byId(addressSchema(3).parse(params))),
      2,
    ),
    route('post', '/users/resolve', 'getFailed', ({ body }) => {
      const { uuid, id = uuid, username, shortUuid } = resolveSchema(generationOf(panel)).parse(body);
      const user = users.byId(id ?? 0) ?? users.byName(username ?? '') ?? users.byShortUuid(shortUuid ?? '');
      if (!user) return refuse('userMissing');
      const uuidToo = generationOf(panel) === 2 ? { uuid: uuidOf(user.id) } : {};
      return ok({ ...uuidToo, id: user.id, username: user.username, shortUuid: user.shortUuid });
    }),
    route('get', '/users/:userId', 'getFailed', (input) => show(userOf(panel, input, 'userNotFound'))),
    route('delete', '/users/:userId', 'deleteFailed', (input) => {
      deleteUser(panel, userOf(panel, input));
      return generationOf(panel) === 2 ? ok({ isDeleted: true }) : { status: 204 };
    }),
    ...actionRoutes(panel, show),
    ...metadataRoutes(panel),
  ];
}

function actionRoutes(panel: Installation, show: (user: User) => Answer): readonly Route[] {
  const action = (
    name: string,
    failure: Route['failure'],
    run: (user: User, input: Input) => User | Promise<User>,
    only?: Generation,
  ): Route =>
    route(
      'post',
      `/users/:userId/actions/${name}`,
      failure,
      async (input) => show(await run(userOf(panel, input), input)),
      only,
    );

  return [
    action('enable', 'enableFailed', (user) => enableUser(panel, user)),
    action('disable', 'disableFailed', (user) => disableUser(panel, user)),
    action('reset-traffic', 'resetFailed', (user) => resetTraffic(panel, user)),
    action('revoke', 'revokeFailed', (user, { body }) => {
      const { revokeOnlyPasswords, shortUuid } = revokeSchema(generationOf(panel)).parse(body);
      return revokeUser(panel, user, revokeOnlyPasswords ? null : (shortUuid ?? freshShortUuid()));
    }),
    action(
      'extend',
      'updateFailed',
      (user, { body }) => extendUser(panel, user, extendSchema.parse(body).days),
      3,
    ),
  ];
}

const metadataRoutes = (panel: Installation): readonly Route[] => [
  route('get', '/metadata/user/:userId', 'serverError', (input) =>
    ok({ metadata: userOf(panel, input).metadata ?? refuse('metadataMissing') }),
  ),
  route('put', '/metadata/user/:userId', 'serverError', (input) => {
    const { metadata } = metadataSchema.parse(input.body);
    userOf(panel, input).metadata = metadata;
    return ok({ metadata });
  }),
];

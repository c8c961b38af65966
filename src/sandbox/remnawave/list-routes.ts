import { isDeepStrictEqual } from 'node:util';
import { invalid, ok, type Answer } from './answers.js';
import { userView, type Installation } from './installation.js';
import { route, type Route } from './route.js';
import { pageSchema, streamSchema } from './schemas.js';
import type { User } from './state.js';

/**
 * Lists of accounts: by page, newest first unless sorted by their number, and by keyset, oldest first, which 2.7 has not.
 * Not found is an empty list.
 */
export const listRoutes = (panel: Installation): readonly Route[] => [
  route('get', '/users', 'listFailed', ({ query }) => {
    const { start, size, filters, sorting } = pageSchema.parse(query);
    const order = json(sorting);
    if (json(filters) === undefined || order === undefined) return invalid();
    const oldestFirst = [...panel.users.all()];
    const sorted = isDeepStrictEqual(order, [{ id: 'id', desc: false }])
      ? oldestFirst
      : oldestFirst.toReversed();
    const page = sorted.slice(start, start + size);
    return ok({ total: panel.users.size, users: page.map((user) => userView(panel, user)) });
  }),
  ...(['telegramId', 'email', 'tag'] as const).map((field) =>
    route(
      'get',
      `/users/by-${field === 'telegramId' ? 'telegram-id' : field}/:value`,
      'getFailed',
      ({ params }) => {
        const users = take(panel, Infinity, (user) => String(user[field]) === params['value']);
        return ok(users.map((user) => userView(panel, user)));
      },
      2,
    ),
  ),
  route('get', '/users/stream', 'listFailed', ({ query }) => stream(panel, query), 3),
  route('get', '/users/tags', 'listFailed', () => {
    const tags = new Set(take(panel, Infinity, ({ tag }) => tag !== null).map(({ tag }) => tag));
    return ok({ tags: [...tags] });
  }),
];

function stream(panel: Installation, query: unknown): Answer {
  const { cursor = 0, size, ...wanted } = streamSchema.parse(query);
  const page = take(panel, size + 1, (user) => user.id > cursor && matches(user, wanted));
  const hasMore = page.length > size;
  const users = page.slice(0, size);
  return ok({
    users: users.map((user) => userView(panel, user)),
    nextCursor: hasMore ? String(users.at(-1)?.id) : null,
    hasMore,
  });
}

function take({ users }: Installation, most: number, wanted: (user: User) => boolean): User[] {
  const taken: User[] = [];
  for (const user of users.all()) {
    if (taken.length >= most) break;
    if (wanted(user)) taken.push(user);
  }
  return taken;
}

interface Wanted {
  readonly telegramId?: number | undefined;
  readonly email?: string | undefined;
  readonly tag?: string | undefined;
  readonly status?: string | undefined;
}

const matches = (user: User, wanted: Wanted): boolean =>
  (['telegramId', 'email', 'tag', 'status'] as const).every(
    (field) => wanted[field] === undefined || user[field] === wanted[field],
  );

/** Undefined where it is none. */
const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

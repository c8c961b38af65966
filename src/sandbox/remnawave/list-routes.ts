import { invalid, ok } from './answers.js';
import { userView, type Installation } from './installation.js';
import { route, type Route } from './route.js';
import { pageSchema, streamSchema } from './schemas.js';
import type { User } from './state.js';

/** Lists of accounts: by page, newest first, and by keyset, oldest first. Not found is an empty list. */
export const listRoutes = (panel: Installation): readonly Route[] => [
  route('get', '/users', 'listFailed', ({ query }) => {
    const { start, size, filters } = pageSchema.parse(query);
    if (!isJson(filters)) return invalid();
    const page = [...panel.users.all()].toReversed().slice(start, start + size);
    return ok({ total: panel.users.size, users: page.map((user) => userView(panel, user)) });
  }),
  route('get', '/users/stream', 'listFailed', ({ query }) => {
    const { cursor = 0, size, ...wanted } = streamSchema.parse(query);
    const page = take(panel, size + 1, (user) => user.id > cursor && matches(user, wanted));
    const hasMore = page.length > size;
    const users = page.slice(0, size);
    return ok({
      users: users.map((user) => userView(panel, user)),
      nextCursor: hasMore ? String(users.at(-1)?.id) : null,
      hasMore,
    });
  }),
  route('get', '/users/tags', 'listFailed', () => {
    const tags = new Set(take(panel, Infinity, ({ tag }) => tag !== null).map(({ tag }) => tag));
    return ok({ tags: [...tags] });
  }),
];

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

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

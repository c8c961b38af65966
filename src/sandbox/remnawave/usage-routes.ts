import { ok } from './answers.js';
import type { Installation } from './installation.js';
import { route, userOf, type Input, type Route } from './route.js';
import { addressSchema, rangeSchema } from './schemas.js';
import { generationOf } from './version.js';

/** The one node of this installation, where everything was moved. */
const node = {
  uuid: '8f1d0c5e-3f6a-4d0f-9a53-6f3f2b6f0a11',
  name: 'Node',
  color: '#4dabf7',
  countryCode: 'NL',
};

const dayMs = 24 * 60 * 60_000;

/** Every UTC day from one to the other, both included; none where they are the wrong way round. */
function daysBetween(start: string, end: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(start); at <= Date.parse(end); at += dayMs)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** In 2.x a stranger is missing; 3.x tells zeros of anybody. */
function movedBy(panel: Installation, input: Input): Readonly<Record<string, number>> {
  if (generationOf(panel) === 2) return userOf(panel, input).daily ?? {};
  return panel.users.byId(addressSchema(3).parse(input.params))?.daily ?? {};
}

/** Traffic of an account by day, in all and by node. */
export const usageRoutes = (panel: Installation): readonly Route[] => [
  route('get', '/bandwidth-stats/users/:userId', 'usageFailed', (input) => {
    const { start, end } = rangeSchema.parse(input.query);
    const moved = movedBy(panel, input);
    const categories = daysBetween(start, end);
    const data = categories.map((day) => moved[day] ?? 0);
    const total = data.reduce((sum, bytes) => sum + bytes, 0);
    return ok({
      categories,
      sparklineData: data,
      topNodes: total > 0 ? [{ ...node, total }] : [],
      series: total > 0 ? [{ ...node, total, data }] : [],
    });
  }),
];

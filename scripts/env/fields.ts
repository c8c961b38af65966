import { z } from 'zod';
import { isSecret } from '../../src/config/fault.js';
import type { Group } from '../../src/config/groups.js';

/** One variable, as `.env.example` and the docs tell of it. */
export interface Field {
  readonly name: string;
  readonly about: string;
  readonly required: boolean;
  /** What counts when it is absent, as one would write it; undefined when there is no such thing. */
  readonly fallback: string | undefined;
  readonly example: string;
}

export const fieldsOf = ({ fields }: Group): readonly Field[] =>
  Object.entries(fields.shape as Record<string, z.ZodType>).map(([name, schema]) => describe(name, schema));

/** Variables that nobody has described. */
export const undescribed = (groups: readonly Group[]): readonly string[] =>
  groups.flatMap((group) => fieldsOf(group).flatMap(({ name, about }) => (about === '' ? [name] : [])));

const Meta = z.object({
  about: z.string().optional(),
  description: z.string().optional(),
  example: z.string().optional(),
});

function describe(name: string, schema: z.ZodType): Field {
  const meta = Meta.parse(schema.meta() ?? {});
  const { success, data } = schema.safeParse(undefined);
  const fallback = success && data !== undefined ? written(data) : undefined;
  const example = isSecret(name, schema) ? placeholder(meta.example) : (meta.example ?? fallback ?? '');
  return { name, about: meta.about ?? meta.description ?? '', required: !success, fallback, example };
}

/** Nothing that looks like a secret belongs into a file that is committed. */
const placeholder = (example: string | undefined): string =>
  example?.includes('CHANGEME') ? example : 'CHANGEME';

function written(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.map(String).join(',') : String(value);
  return text === '' ? undefined : text;
}

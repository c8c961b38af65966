import { z } from 'zod';
import { idOf, type Generation } from './version.js';

const squads = z.array(z.uuid());
const when = z.iso.datetime({ offset: true, local: true }).transform((text) => new Date(text));
const strategy = z.enum(['NO_RESET', 'DAY', 'WEEK', 'MONTH', 'MONTH_ROLLING']);

/** A schema takes longer to make than to use. */
export function perGeneration<T>(make: (generation: Generation) => T): (generation: Generation) => T {
  const made = { 2: make(2), 3: make(3) };
  return (generation) => made[generation];
}

/** 2.x refuses a fraction, at which 3.x stumbles. */
const numberOf = (generation: Generation) => (generation === 2 ? z.number().int() : z.number());

const fieldsOf = (generation: Generation) => ({
  trafficLimitBytes: numberOf(generation).min(0).optional(),
  trafficLimitStrategy: strategy.optional(),
  description: z.string().nullable().optional(),
  tag: z
    .string()
    .regex(/^[A-Z0-9_]+$/)
    .max(16)
    .nullable()
    .optional(),
  telegramId: numberOf(generation).nullable().optional(),
  email: z.email().nullable().optional(),
  activeInternalSquads: squads.optional(),
  externalSquadUuid: z.uuid().nullable().optional(),
});

/** Becomes the number of the account. */
const oldUuid = z.uuid().transform(idOf);
const ignored = z
  .unknown()
  .transform((): undefined => undefined)
  .optional();

/** A past end is taken, a null device limit is not; unknown fields are dropped without a word. */
export const createSchema = perGeneration((generation) =>
  z.object({
    username: z
      .string()
      .regex(/^[a-zA-Z0-9_-]+$/, 'Username can only contain letters, numbers, underscores and dashes')
      .max(36, 'Username must be less than 36 characters')
      .min(3, 'Username must be at least 3 characters'),
    status: z.enum(['DISABLED', 'LIMITED', 'EXPIRED', 'ACTIVE']).optional(),
    shortUuid: z.string().min(16).max(64).optional(),
    trojanPassword: z.string().min(8).max(32).optional(),
    vlessUuid: z.uuid().optional(),
    ssPassword: z.string().min(8).max(32).optional(),
    expireAt: when,
    hwidDeviceLimit: z.number().int().min(0).optional(),
    ...fieldsOf(generation),
  }),
);
export type CreateFields = z.output<ReturnType<typeof createSchema>>;

/** The other way round: a past end is refused and a null device limit is taken. */
export const updateSchema = (now: () => Date, generation: Generation) =>
  z
    .object({
      username: z.string().optional(),
      uuid: generation === 2 ? oldUuid.optional() : ignored,
      id: generation === 2 ? ignored : z.number().optional(),
      status: z.enum(['ACTIVE', 'DISABLED']).optional(),
      expireAt: when
        .refine((end) => end > now(), { message: 'Expiration date cannot be in the past' })
        .optional(),
      hwidDeviceLimit: z.number().int().min(0).nullable().optional(),
      ...fieldsOf(generation),
    })
    .transform(({ uuid, id = uuid, ...given }) => ({ ...given, id }))
    .refine(({ username, id }) => username !== undefined || id !== undefined, {
      message:
        generation === 2
          ? 'Either uuid or username must be provided'
          : 'At least one of username, id must be provided',
    });
export type UpdateFields = z.output<ReturnType<typeof updateSchema>>;

/** Answers the number of the account that an address names. */
export const addressSchema = perGeneration((generation) =>
  generation === 2
    ? z.object({ uuid: oldUuid }).transform(({ uuid }) => uuid)
    : z.object({ userId: z.coerce.number().positive() }).transform(({ userId }) => userId),
);

export const streamSchema = z.object({
  cursor: z.coerce.number().optional(),
  size: z.coerce.number().int().min(1).max(1000).default(250),
  telegramId: z.coerce.number().optional(),
  email: z.string().optional(),
  tag: z.string().optional(),
  status: z.string().optional(),
});

export const pageSchema = z.object({
  start: z.coerce.number().int().min(0).default(0),
  size: z.coerce
    .number()
    .int()
    .min(1, 'Size (limit) must be greater than 0')
    .max(1000, 'Size (limit) must be less than 1000')
    .default(25),
  /** JSON; what they ask for is left to the panel's own page, but for the order of the numbers. */
  filters: z.string().default('[]'),
  sorting: z.string().default('[]'),
});

export const resolveSchema = perGeneration((generation) =>
  z
    .object({
      uuid: generation === 2 ? oldUuid.optional() : ignored,
      id: z.number().optional(),
      shortUuid: z.string().optional(),
      username: z.string().optional(),
    })
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
      message: `Exactly one of ${generation === 2 ? 'uuid, ' : ''}id, shortUuid, or username must be provided`,
    }),
);

export const revokeSchema = perGeneration((generation) => {
  const [least, most] = generation === 2 ? [6, 48] : [16, 64];
  return z
    .object({
      revokeOnlyPasswords: z.boolean().default(false),
      shortUuid: z.string().min(least).max(most).optional(),
    })
    .default({ revokeOnlyPasswords: false });
});

export const extendSchema = z.object({ days: z.number().min(1) });

/** Whose device it is: `userUuid` in 2.x, `userId` in 3.x. */
export const ownerSchema = perGeneration((generation) =>
  generation === 2
    ? z.object({ userUuid: oldUuid }).transform(({ userUuid }) => ({ userId: userUuid }))
    : z.object({ userId: z.number() }),
);

const hwid3 = z.string().regex(/^[a-zA-Z0-9=-]{10,64}$/);
export const deviceSchema = perGeneration((generation) =>
  z
    .object({
      hwid: generation === 2 ? z.string() : hwid3,
      platform: z.string().optional(),
      osVersion: z.string().optional(),
      deviceModel: z.string().optional(),
      userAgent: z.string().optional(),
    })
    .and(ownerSchema(generation)),
);
export const deviceKeySchema = perGeneration((generation) =>
  z.object({ hwid: z.string() }).and(ownerSchema(generation)),
);

export const rangeSchema = z.object({
  start: z.iso.date(),
  end: z.iso.date(),
  topNodesLimit: z.coerce.number().min(1).default(20),
});

export const squadSchema = z.object({ name: z.string().min(2).max(30), inbounds: squads });
export const metadataSchema = z.object({ metadata: z.record(z.string(), z.unknown()) });

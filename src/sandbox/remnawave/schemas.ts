import { z } from 'zod';

const squads = z.array(z.uuid());
const when = z.iso.datetime({ offset: true, local: true }).transform((text) => new Date(text));
const strategy = z.enum(['NO_RESET', 'DAY', 'WEEK', 'MONTH', 'MONTH_ROLLING']);

const fields = {
  trafficLimitBytes: z.number().min(0).optional(),
  trafficLimitStrategy: strategy.optional(),
  description: z.string().nullable().optional(),
  tag: z
    .string()
    .regex(/^[A-Z0-9_]+$/)
    .max(16)
    .nullable()
    .optional(),
  telegramId: z.number().nullable().optional(),
  email: z.email().nullable().optional(),
  activeInternalSquads: squads.optional(),
  externalSquadUuid: z.uuid().nullable().optional(),
};

/** A past end is taken, a null device limit is not; unknown fields are dropped without a word. */
export const createSchema = z.object({
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
  ...fields,
});
export type CreateFields = z.output<typeof createSchema>;

/** The other way round: a past end is refused and a null device limit is taken. */
export const updateSchema = (now: Date) =>
  z
    .object({
      username: z.string().optional(),
      id: z.number().optional(),
      status: z.enum(['ACTIVE', 'DISABLED']).optional(),
      expireAt: when
        .refine((end) => end > now, { message: 'Expiration date cannot be in the past' })
        .optional(),
      hwidDeviceLimit: z.number().int().min(0).nullable().optional(),
      ...fields,
    })
    .refine(({ username, id }) => username !== undefined || id !== undefined, {
      message: 'At least one of username, id must be provided',
    });
export type UpdateFields = z.output<ReturnType<typeof updateSchema>>;

export const userIdSchema = z.object({ userId: z.coerce.number().positive() });

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
  /** JSON; what it asks for is left to the panel's own page. */
  filters: z.string().default('[]'),
});

export const resolveSchema = z
  .object({ id: z.number().optional(), shortUuid: z.string().optional(), username: z.string().optional() })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: 'Exactly one of id, shortUuid, or username must be provided',
  });

export const revokeSchema = z
  .object({
    revokeOnlyPasswords: z.boolean().default(false),
    shortUuid: z.string().min(16).max(64).optional(),
  })
  .default({ revokeOnlyPasswords: false });

export const extendSchema = z.object({ days: z.number().min(1) });

const hwid = z.string().regex(/^[a-zA-Z0-9=-]{10,64}$/);
export const deviceSchema = z.object({
  hwid,
  userId: z.number(),
  platform: z.string().optional(),
  osVersion: z.string().optional(),
  deviceModel: z.string().optional(),
  userAgent: z.string().optional(),
});
export const deviceKeySchema = z.object({ userId: z.number(), hwid: z.string() });
export const deviceOwnerSchema = z.object({ userId: z.number() });

export const squadSchema = z.object({ name: z.string().min(2).max(30), inbounds: squads });
export const metadataSchema = z.object({ metadata: z.record(z.string(), z.unknown()) });

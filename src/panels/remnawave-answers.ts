import { z } from 'zod';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Only what we need of it, and a newer panel may add what it likes. */
const user = z.looseObject({
  id: z.number(),
  username: z.string(),
  status: z.enum(['ACTIVE', 'DISABLED', 'LIMITED', 'EXPIRED']),
  expireAt: time,
  telegramId: z.number().nullish(),
  description: z.string().nullish(),
  /** Bytes as a JSON number: above 2^53 the panel rounds them itself. */
  trafficLimitBytes: z.number().nonnegative(),
  hwidDeviceLimit: z.number().nullish(),
  subscriptionUrl: z.string().min(1),
  activeInternalSquads: z.array(z.looseObject({ uuid: z.string() })),
  lastTrafficResetAt: time.nullish(),
  createdAt: time.nullish(),
  userTraffic: z.looseObject({ usedTrafficBytes: z.number().nonnegative() }),
});
export type RemnawaveUser = z.output<typeof user>;

export const userAnswer = z.looseObject({ response: user });

/** 2.x knows an account by it. */
export const uuidAnswer = z.looseObject({ response: z.looseObject({ uuid: z.uuid() }) });

export const devicesAnswer = z.looseObject({
  response: z.looseObject({
    devices: z.array(
      z.looseObject({
        hwid: z.string(),
        platform: z.string().nullish(),
        osVersion: z.string().nullish(),
        deviceModel: z.string().nullish(),
        createdAt: time,
        updatedAt: time,
      }),
    ),
  }),
});

export const usageAnswer = z.looseObject({
  response: z.looseObject({
    categories: z.array(z.iso.date()),
    sparklineData: z.array(z.number().nonnegative()),
  }),
});

export const squadsAnswer = z.looseObject({
  response: z.looseObject({ internalSquads: z.array(z.looseObject({ uuid: z.string() })) }),
});

export const metadataAnswer = z.looseObject({ response: z.looseObject({ version: z.string() }) });

/** Its refusals: domain ones carry `errorCode`, the validator's `errors`, the router's neither. */
export const refusalAnswer = z.looseObject({
  errorCode: z.string().optional(),
  message: z.string().optional(),
  errors: z
    .array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
    .optional(),
});

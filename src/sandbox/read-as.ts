import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Reads what came by its schema; the first fault becomes the refusal of whoever is emulated. */
export const readOrRefuse =
  (refuse: (fault: Issue) => Error) =>
  <S extends z.ZodType>(schema: S, given: unknown): z.output<S> => {
    const read = schema.safeParse(given);
    if (read.success) return read.data;
    throw refuse(read.error.issues[0]!);
  };

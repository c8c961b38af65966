import { z } from 'zod';

export const faultSchema = z.object({
  /** "POST /api/users", or a path alone for any method; what begins with it. Absent: every call. */
  match: z
    .string()
    .regex(/^([A-Z]+ )?\//)
    .optional(),
  /** Only calls whose body holds these words: one account's, by its name or number. */
  holding: z.string().min(1).optional(),
  /**
   * `500`: the database is away, each call says so in its own code. `slow`: done and answered, after `ms`.
   * `timeout`: not done, no answer. `lost`: done, the answer is lost. `reset`: not done, the line drops. `409`:
   * refused. `down`: a proxy's 502, for there is nothing behind it; `gone`: its 404, as Traefik answers then.
   */
  kind: z.enum(['500', 'slow', 'timeout', 'lost', 'reset', '409', 'down', 'gone']),
  /** How often; absent: until the faults are deleted. */
  times: z.number().int().min(1).optional(),
  ms: z.number().int().min(0).max(600_000).default(60_000),
});
export type Fault = z.output<typeof faultSchema>;

/** What was ordered to go wrong, in order; the first that matches strikes. */
export class Faults {
  #ordered: (Fault & { left: number })[] = [];

  order(fault: Fault): void {
    this.#ordered.push({ ...fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#ordered = [];
  }

  list = (): readonly Fault[] => this.#ordered;

  /** Spends one. */
  strike(method: string, path: string, body: unknown): Fault | undefined {
    const fault = this.#ordered.find(
      ({ match = '/', holding = '' }) =>
        (match.startsWith('/') ? path : `${method} ${path}`).startsWith(match) &&
        (holding === '' || JSON.stringify(body ?? null).includes(holding)),
    );
    if (fault) fault.left -= 1;
    this.#ordered = this.#ordered.filter(({ left }) => left > 0);
    return fault;
  }
}

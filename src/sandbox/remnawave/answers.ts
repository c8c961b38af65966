import type { z } from 'zod';

/** What a route says. No body is an empty one. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export const ok = (response: unknown, status = 200): Answer => ({ status, body: { response } });

/** The panel's own words for what went wrong: code, status, message. */
export const refusals = {
  createFailed: ['A018', 500, 'Failed to create user'],
  usernameTaken: ['A019', 400, 'User username already exists'],
  shortUuidTaken: ['A020', 400, 'User short UUID already exists'],
  listFailed: ['A024', 500, 'Get all users error'],
  userMissing: ['A025', 404, 'User not found'],
  getFailed: ['A026', 500, 'Get user by error'],
  revokeFailed: ['A027', 500, 'Revoke user subscription error'],
  disableFailed: ['A028', 500, 'Disable user error'],
  alreadyDisabled: ['A029', 400, 'User already disabled'],
  alreadyEnabled: ['A030', 400, 'User already enabled'],
  enableFailed: ['A031', 500, 'Enable user error'],
  deleteFailed: ['A037', 500, 'Delete user error'],
  updateFailed: ['A039', 500, 'Update user error'],
  resetFailed: ['A056', 500, 'Reset user traffic error'],
  userNotFound: ['A063', 404, 'User with specified params not found'],
  deviceExists: ['A098', 400, 'User hwid device already exists'],
  devicesFailed: ['A100', 500, 'Get user hwid devices error'],
  deviceFailed: ['A101', 500, 'Delete hwid user device error'],
  usageFailed: ['A091', 500, 'Get user usage by range error'],
  squadsFailed: ['A116', 500, 'Get internal squads error'],
  squadMissing: ['A118', 404, 'Internal squad not found'],
  squadNameTaken: ['A120', 409, 'Internal squad name already exists'],
  deviceMissing: ['A204', 404, 'HWID device not found'],
  metadataMissing: ['A226', 404, 'Metadata not found'],
  serverError: ['A001', 500, 'Server error'],
} as const satisfies Record<string, readonly [string, number, string]>;
export type RefusalName = keyof typeof refusals;

/** Thrown by a route that refuses. */
export class Refusal extends Error {
  readonly reason: RefusalName;
  constructor(reason: RefusalName) {
    super(reason);
    this.reason = reason;
  }
}

export const refuse = (reason: RefusalName): never => {
  throw new Refusal(reason);
};

export function refusalAnswer(reason: RefusalName, path: string, at: Date): Answer {
  const [errorCode, status, message] = refusals[reason];
  return { status, body: { timestamp: at.toISOString(), path, message, errorCode } };
}

/** The validator's shape: no error code. */
export const invalid = (error?: z.ZodError): Answer => ({
  status: 400,
  body: { statusCode: 400, message: 'Validation failed', ...(error && { errors: error.issues }) },
});

/** The framework's shape: no error code either. */
export const nest = (status: number, message: string, error?: string): Answer => ({
  status,
  body: { message, ...(error === undefined ? {} : { error }), statusCode: status },
});

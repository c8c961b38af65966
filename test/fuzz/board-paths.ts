/** What whoever has signed in may ask for, and may not. */
export const boardPaths: readonly (readonly [string, string])[] = [
  ['GET', '/queues/'],
  ['GET', '/queues/api/queues?activeQueue=payments&status=completed&page=1&jobsPerPage=10'],
  ['GET', '/queues/api/queues/payments/1'],
  ['GET', '/queues/api/queues/payments/1/logs'],
  ['PUT', '/queues/api/queues/payments/retry/failed'],
  ['PUT', '/queues/api/queues/payments/clean/completed'],
  ['PUT', '/queues/api/queues/payments/promote'],
  ['PUT', '/queues/api/queues/payments/1/retry'],
  ['PUT', '/queues/api/queues/payments/1/clean'],
  ['PUT', '/queues/api/queues/payments/1/promote'],
  ['PUT', '/queues/api/queues/payments/pause'],
  ['GET', '/queues/queue/payments/1'],
];

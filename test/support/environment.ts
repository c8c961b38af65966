/** The least with which a process starts. */
export const goodEnv = {
  BOT_TOKEN: '123456789:AAExampleExampleExampleExampleExampl',
  DATABASE_URL: 'postgres://getpro@localhost:5432/getpro',
  REDIS_URL: 'redis://localhost:6379/0',
} as const;

import { z } from 'zod';
import { decimal, text, webUrl } from './fields.js';

export const sentry = z.object({
  SENTRY_DSN: webUrl()
    .refine((given) => /^\/(.+\/)?\d+$/.test(new URL(given).pathname) && new URL(given).username !== '', {
      error: 'an address like https://key@host/project, from the settings of the project in Sentry',
    })
    .optional()
    .meta({
      about:
        'Where dead letters, failed starts and uncaught errors are reported. Without it Sentry is not loaded',
      example: 'https://0123456789abcdef@sentry.example.com/42',
      secret: true,
    }),
  SENTRY_ENVIRONMENT: text(/^[^\s/]{1,64}$/, 'a word of at most 64 characters')
    .default('production')
    .meta({ about: 'This installation’s name in Sentry', example: 'production' }),
  SENTRY_TRACES_SAMPLE_RATE: decimal(0, 1)
    .default(0)
    .meta({ about: 'The share of requests and jobs that Sentry is told the times of', example: '0.05' }),
});

import { z } from 'zod';
import { flag, list, network, port, text } from './fields.js';

const host = () => text(/^[\w.:-]{1,253}$/, 'an address of this machine');

export const web = z.object({
  WEB_SERVER_HOST: host()
    .default('0.0.0.0')
    .meta({ about: 'Address on which `web` and `bot` listen', example: '0.0.0.0' }),
  WEB_SERVER_PORT: port()
    .default(8080)
    .meta({ about: 'Where `web` listens: webhooks, Bull Board, pages', example: '8080' }),
  TRUSTED_PROXIES: list(network(), 'networks like 10.0.0.0/8 or 127.0.0.1, separated by commas')
    .default([])
    .meta({
      about: 'Proxies in front of us. Nobody else’s X-Forwarded-For is believed',
      example: '127.0.0.1,10.0.0.0/8',
    }),
});

export const board = z.object({
  BOARD_USERNAME: text(/^\S{1,64}$/, 'at most 64 characters without spaces')
    .optional()
    .meta({
      about: 'Who may see Bull Board at /queues. Without a name and a password it is not served',
      example: 'admin',
    }),
  BOARD_PASSWORD: text(/^.{12,256}$/s, '12 characters or more')
    .optional()
    .meta({
      about: 'Goes with BOARD_USERNAME',
      example: 'CHANGEME-to-a-long-password',
      secret: true,
    }),
  BOARD_READ_ONLY: flag()
    .default(false)
    .meta({ about: 'Bull Board shows, and changes nothing', example: 'false' }),
});

export const metrics = z.object({
  METRICS_HOST: host().default('127.0.0.1').meta({
    about: 'Address on which each process answers /metrics and /health/*. Never a public one',
    example: '127.0.0.1',
  }),
  METRICS_PORT: port().default(8000).meta({
    about: 'First of the ports of /metrics and /health/*; each further instance takes the next',
    example: '8000',
  }),
});

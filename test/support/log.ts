import { pino } from 'pino';

export const log = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });

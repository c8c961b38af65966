import { z } from 'zod';
import { panelDefinitions } from '../panels/registry.js';
import { providerDefinitions } from '../payments/registry.js';
import { bot } from './bot.js';
import { expiry } from './expiry.js';
import { people } from './people.js';
import { plans, topup } from './plans.js';
import { referral } from './referral.js';
import { sentry } from './sentry.js';
import { stores, storeParts } from './stores.js';
import { board, metrics, web } from './web.js';
import { fleet, logging, worker } from './worker.js';

export interface Group {
  readonly title: string;
  readonly fields: z.ZodObject;
  /** They fill tables, which is what the processes read. */
  readonly isSeeded?: true;
}

/** What is paid within Telegram is paid to the bot: its variables are the bot's, and are listed there. */
function withoutTheBots({ shape }: z.ZodObject): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(shape).filter(([name]) => !(name in bot.shape))));
}

/** All there is to set, in the order of `.env.example` and of docs/configuration.md. */
export const groups: readonly Group[] = [
  { title: 'Telegram', fields: bot },
  { title: 'What people see', fields: people },
  { title: 'Stores', fields: stores },
  { title: 'Stores, in parts', fields: storeParts },
  { title: 'Plans and trial', fields: plans, isSeeded: true },
  { title: 'Top-up of the balance', fields: topup },
  { title: 'Referral program', fields: referral, isSeeded: true },
  { title: 'Notices of an end', fields: expiry, isSeeded: true },
  ...panelDefinitions.map(({ kind, settings }) => ({ title: `Panel: ${kind}`, fields: settings })),
  ...providerDefinitions
    .map(({ id, settings }) => ({ title: `Payments: ${id}`, fields: withoutTheBots(settings) }))
    .filter(({ fields }) => Object.keys(fields.shape).length > 0),
  { title: 'Web', fields: web },
  { title: 'Bull Board', fields: board },
  { title: 'Metrics and health', fields: metrics },
  { title: 'Work', fields: worker },
  { title: 'Log', fields: logging },
  { title: 'Sentry', fields: sentry },
  { title: 'Fleet', fields: fleet },
];

/** Every variable's schema, by name. */
export const shapes: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  groups.flatMap(({ fields }) => Object.entries(fields.shape as Record<string, z.ZodType>)),
);

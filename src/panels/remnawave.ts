import { z } from 'zod';
import type { CallOptions, Http } from '../http.js';
import { definePanel, type Panel } from './panel.js';
import { accounts } from './remnawave-accounts.js';
import { squadsAnswer } from './remnawave-answers.js';
import { client } from './remnawave-client.js';
import { devices } from './remnawave-devices.js';
import { usage } from './remnawave-usage.js';
import { speech } from './remnawave-version.js';
import { webhook } from './remnawave-webhook.js';
import { rememberSquads } from './squad-memory.js';

const settings = z
  .object({
    PANEL_API_URL: z
      .url({ protocol: /^https?$/, error: 'an address that begins with https://' })
      .optional()
      .meta({ about: 'Where the panel is, with or without /api', example: 'https://panel.example.com' }),
    PANEL_API_KEY: z
      .string()
      .min(1)
      .optional()
      .meta({ about: 'API token, made in the panel', example: 'CHANGEME-api-token', secret: true }),
    PANEL_WEBHOOK_SECRET: z.string().min(1).optional().meta({
      about: "The panel's WEBHOOK_SECRET_HEADER; without it its webhooks are refused",
      example: 'CHANGEME-webhook-secret',
      secret: true,
    }),
  })
  .check(({ value, issues }) => {
    if ((value.PANEL_API_URL === undefined) === (value.PANEL_API_KEY === undefined)) return;
    const missing = value.PANEL_API_URL === undefined ? 'PANEL_API_URL' : 'PANEL_API_KEY';
    const message = 'PANEL_API_URL and PANEL_API_KEY are given together or not at all';
    issues.push({ code: 'custom', input: value, path: [missing], message });
  });

/**
 * Remnawave 3.x and, from 2.7 on, 2.x: what they say differently is in remnawave-dialect.ts.
 * Facts: a real 3.3.2, whose answers are the fixtures of the tests; the published source of 2.7.4.
 */
export const remnawave = definePanel({
  kind: 'remnawave',
  settings,
  create({ PANEL_API_URL: url, PANEL_API_KEY: key, PANEL_WEBHOOK_SECRET: secret }, http) {
    return url === undefined || key === undefined ? null : createRemnawavePanel({ url, key, secret }, http);
  },
});

export interface RemnawaveOptions {
  readonly url: string;
  readonly key: string;
  readonly secret: string | undefined;
}

/** `now` in milliseconds: it judges which end is past and which webhook is stale. */
export function createRemnawavePanel(options: RemnawaveOptions, http: Http, now = Date.now): Panel {
  const ask = client(options, http);
  const said = speech(ask, now);
  return {
    ...accounts(ask, said, now),
    ...devices(ask, said),
    ...usage(ask, said),
    lacking: rememberSquads(
      (call: CallOptions) =>
        said.speak(call, async () => {
          const { response } = await ask('internal-squads', squadsAnswer, call);
          return response.internalSquads.map(({ uuid }) => uuid);
        }),
      now,
    ),
    async health(call) {
      const { version } = await said.look(call);
      return { version };
    },
    ...webhook(options.secret, now),
  };
}

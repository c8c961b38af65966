import { UpstreamFailed } from '../domain/errors.js';
import type { Panel } from './panel.js';
import { usageAnswer } from './remnawave-answers.js';
import type { Ask } from './remnawave-client.js';
import type { Speech } from './remnawave-version.js';

/**
 * Bytes of all nodes by UTC day: `sparklineData` beside `categories`. The same in 2.7.0 and 3.3.2, but for what an account
 * is known by; 3.x tells zeros of an account that is not there (nodes-user-usage-history.service.ts of both).
 */
export const usage = (ask: Ask, { about }: Speech): Pick<Panel, 'usage'> => ({
  usage: (ref, { from, to }, call) =>
    about(ref, call, async (key) => {
      const path = `bandwidth-stats/users/${key}?start=${from}&end=${to}`;
      const { categories, sparklineData } = (await ask(path, usageAnswer, call)).response;
      if (categories.length !== sparklineData.length)
        throw new UpstreamFailed('remnawave told another number of days than of figures', {
          service: 'remnawave',
          subject: call.subject,
        });
      return categories.map((day, at) => ({ day, bytes: BigInt(Math.trunc(sparklineData[at]!)) }));
    }),
});

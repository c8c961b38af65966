import { z } from 'zod';
import type { Panel } from './panel.js';
import { devicesAnswer } from './remnawave-answers.js';
import { AlreadySo, type Ask } from './remnawave-client.js';
import type { Speech } from './remnawave-version.js';

export const devices = (ask: Ask, { about }: Speech): Pick<Panel, 'devices' | 'removeDevice'> => ({
  async devices(ref, call) {
    const { response } = await about(ref, call, (key) => ask(`hwid/devices/${key}`, devicesAnswer, call));
    return response.devices.map(({ hwid, platform, osVersion, deviceModel, createdAt, updatedAt }) => ({
      id: hwid,
      model: word(deviceModel),
      platform: word(platform),
      osVersion: word(osVersion),
      addedAt: createdAt,
      seenAt: updatedAt,
    }));
  },
  /** A device that is not there is already removed. */
  removeDevice: (ref, hwid, call) =>
    about(ref, call, async (key, { owner }) => {
      const json = { [owner]: key, hwid };
      await ask('hwid/devices/delete', z.unknown(), call, { method: 'POST', json });
    }).catch((error: unknown) => {
      if (!(error instanceof AlreadySo)) throw error;
    }),
});

/** Longer is no name of anything. */
const longest = 40;

/** What an app said of its device; null where it said nothing. */
const word = (said: string | null | undefined): string | null => said?.trim().slice(0, longest) || null;

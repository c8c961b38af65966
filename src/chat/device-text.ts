import type { Device } from '../db/models/device.js';
import type { Html, Plain, Translator } from './translate.js';

export type ShownDevice = Pick<
  Device,
  'id' | 'model' | 'platform' | 'osVersion' | 'addedAt' | 'seenAt' | 'removingAt'
>;

/** What an app said that its device is called. */
export const deviceName = ({ model, platform }: ShownDevice, t: Translator): Plain =>
  model ?? platform ?? t.plain('device-nameless');

/** The name and, where they are known, the system and its version. */
export function deviceTitle(device: ShownDevice, t: Translator): Html {
  const { model, platform, osVersion } = device;
  const system = [model === null ? null : platform, osVersion].filter(Boolean).join(' ');
  return t('device-title', { name: deviceName(device, t), system, known: system ? 1 : 0 });
}

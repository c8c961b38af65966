import { expect } from 'chai';
import { request } from '../../src/http.js';
import { createRemnawavePanel } from '../../src/panels/remnawave.js';
import { defaultSquad } from '../../src/sandbox/remnawave/state.js';
import { secret, startEmulator, startReceiver, token } from '../sandbox/remnawave/emulator.js';
import { until } from '../support/until.js';
import { describePanel, type Rig } from './contract.js';

for (const version of ['3.3.2', '2.7.4']) {
  describePanel(`Remnawave ${version} as a panel`, () => startRig(version));
}

async function startRig(version: string): Promise<Rig> {
  const receiver = await startReceiver();
  const emulator = await startEmulator({ version, webhook: { url: receiver.url, secret } });
  const panel = createRemnawavePanel({ url: emulator.apiUrl, key: token, secret }, request);
  const about = (ref: string) =>
    receiver.received.find(({ raw, headers }) => panel.read(raw, headers)?.ref === ref);

  return {
    panel,
    squad: defaultSquad,
    useTraffic: async (ref, bytes) => {
      await emulator.control('POST', `/users/${ref}/usage`, { usedTrafficBytes: Number(bytes) });
    },
    addDevice: async (ref, hwid) => {
      await emulator.control('POST', `/users/${ref}/devices`, { hwid });
    },
    removeAccount: (ref) => {
      const { users } = emulator.panel;
      users.remove(users.byId(Number(ref)) ?? expect.fail());
    },
    deliveryAbout: async (ref) => {
      await until(() => about(ref) !== undefined);
      return about(ref) ?? expect.fail();
    },
    close: async () => {
      await emulator.close();
      await receiver.close();
    },
  };
}

import { ok, refuse } from './answers.js';
import { deviceView, devicesView, userView, type Installation } from './installation.js';
import { route, userOf, type Route } from './route.js';
import { deviceKeySchema, deviceSchema, ownerSchema, pageSchema } from './schemas.js';
import type { Device } from './state.js';
import { generationOf } from './version.js';

type Given = Pick<Device, 'hwid' | 'userId'> & { [field in keyof Device]?: Device[field] | undefined };

/** The account's limit is not looked at here: that is done where clients fetch their subscription. */
export function addDevice(panel: Installation, given: Given): Device {
  if (!panel.users.byId(given.userId)) refuse('userMissing');
  const own = panel.devices.get(given.userId) ?? [];
  if (own.some(({ hwid }) => hwid === given.hwid)) refuse('deviceExists');
  const at = panel.now().toISOString();
  const device = {
    hwid: given.hwid,
    userId: given.userId,
    platform: given.platform ?? null,
    osVersion: given.osVersion ?? null,
    deviceModel: given.deviceModel ?? null,
    userAgent: given.userAgent ?? null,
    requestIp: given.requestIp ?? null,
    createdAt: at,
    updatedAt: at,
  };
  panel.devices.set(given.userId, [device, ...own]);
  tell(panel, 'added', device);
  return device;
}

function removeDevice(panel: Installation, userId: number, hwid: string): void {
  if (!panel.users.byId(userId)) refuse('userMissing');
  const own = panel.devices.get(userId) ?? [];
  const gone = own.find((device) => device.hwid === hwid) ?? refuse('deviceMissing');
  panel.devices.set(
    userId,
    own.filter((device) => device !== gone),
  );
  tell(panel, 'deleted', gone);
}

/** The account in it never shows its squads. */
function tell(panel: Installation, event: string, device: Device): void {
  const user = panel.users.byId(device.userId);
  if (!user) return;
  panel.emit('user_hwid_devices', `user_hwid_devices.${event}`, {
    hwidUserDevice: deviceView(panel, device),
    user: { ...userView(panel, user), activeInternalSquads: [] },
  });
}

/** Devices that an account was used on. Deleting all of them is told to nobody. */
export const deviceRoutes = (panel: Installation): readonly Route[] => [
  route('post', '/hwid/devices', 'devicesFailed', ({ body }) =>
    ok(devicesView(panel, addDevice(panel, deviceSchema(generationOf(panel)).parse(body)).userId)),
  ),
  route('post', '/hwid/devices/delete', 'deviceFailed', ({ body }) => {
    const { userId, hwid } = deviceKeySchema(generationOf(panel)).parse(body);
    removeDevice(panel, userId, hwid);
    return ok(devicesView(panel, userId));
  }),
  route('post', '/hwid/devices/delete-all', 'deviceFailed', ({ body }) => {
    const { userId } = ownerSchema(generationOf(panel)).parse(body);
    if (!panel.users.byId(userId)) refuse('userMissing');
    panel.devices.delete(userId);
    return ok(devicesView(panel, userId));
  }),
  route('get', '/hwid/devices', 'devicesFailed', ({ query }) => {
    const { start, size } = pageSchema.parse(query);
    const devices = [...panel.devices.values()].flat();
    const page = devices.slice(start, start + size).map((device) => deviceView(panel, device));
    return ok({ total: devices.length, devices: page });
  }),
  route('get', '/hwid/devices/:userId', 'devicesFailed', (input) =>
    ok(devicesView(panel, userOf(panel, input).id)),
  ),
];

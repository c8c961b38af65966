import { Composer } from 'grammy';
import removeDevice from '../../jobs/device.remove.js';
import { promise } from '../../queue/promise.js';
import type { ChatContext } from '../context.js';
import { onceAction, type From } from '../on-action.js';
import { toId } from '../screen.js';

export const devices = new Composer<ChatContext>();

const fromDevice: From = ([id]) => ['device', id];

/** A device is taken off by a job; until then the list says so. */
onceAction(devices, 'unplug', fromDevice, async (ctx, [id]) => {
  const { scope, trx, person, t } = ctx;
  const device = await scope.db.devices.ofPerson(toId(id) ?? 0n, person.id, trx);
  if (!device) return ctx.outdated();
  if (!device.removingAt) {
    await scope.db.devices.wish(trx, device.id, true);
    await promise(trx, removeDevice, device.id, {}, { lane: 0 });
    ctx.toast(t.plain('toast-removing'));
  }
  ctx.display('devices', device.subscriptionId);
});

import { act, open } from '../../buttons.js';
import { deviceTitle, type ShownDevice } from '../device-text.js';
import { defineScreen, toId } from '../screen.js';

/** One device, and whether it shall go. */
export default defineScreen<ShownDevice & { readonly subscriptionId: bigint }>({
  load: async ({ db, person }, id) => (await db.devices.ofPerson(toId(id) ?? 0n, person.id)) ?? null,

  render(device, t) {
    const { id, subscriptionId, addedAt, seenAt, removingAt } = device;
    const back = { text: t.plain('back'), data: open('devices', subscriptionId) };
    const facts = [
      deviceTitle(device, t),
      removingAt ? t('device-removing') : t('device-seen', { added: t.date(addedAt), seen: t.time(seenAt) }),
    ].join('\n');
    if (removingAt) return { text: facts, buttons: [[back]] };
    return {
      text: `${t('device-ask')}\n\n${facts}\n\n${t('device-after')}`,
      buttons: [
        [{ text: t.plain('device-remove'), data: act('unplug', id), once: true, style: 'danger' }],
        [back],
      ],
    };
  },
});

import { expect } from 'chai';
import { providerDefinitions } from '../../src/payments/registry.js';
import { cryptomus, heleket } from '../../src/sandbox/heleket.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { offer } from './contract.js';
import { doors, useDoors } from './doors.js';

/** Keys of their own for two whom the sandbox gives the same; and addresses that keep nobody out. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  heleket: heleket.otherKeys,
  cryptomus: cryptomus.otherKeys,
  freekassa: { FREEKASSA_ALLOWED_NETWORKS: 'any' },
  yookassa: { YOOKASSA_ALLOWED_NETWORKS: 'any' },
};

describe('a webhook at the address of another provider', () => {
  const opened = useDoors();

  it('is tried with everybody who has an address', () => {
    const names = providerDefinitions.map(({ id }) => id).filter((id) => !['balance', 'stars'].includes(id));
    expect(doors.map(({ definition }) => definition.id)).to.have.members(names);
  });

  for (const { definition: sender } of doors)
    for (const { definition: receiver } of doors.filter(({ definition }) => definition !== sender))
      it(`is refused or says nothing: of ${sender.id} at ${receiver.id}`, () => {
        const { delivery } = opened.get(sender.id)!;
        const { settings } = opened.get(receiver.id)!.counter;
        const { webhook } = offer(receiver, { ...settings, ...own[receiver.id] });

        expect(() => {
          webhook!.verify(delivery);
          if (webhook!.read(delivery.raw) === null) throw new MalformedWebhook('says nothing');
        })
          .to.throw()
          .that.satisfies(
            (error: unknown) => error instanceof InvalidSignature || error instanceof MalformedWebhook,
          );
      });
});

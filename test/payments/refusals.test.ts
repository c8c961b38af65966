import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { isSecret } from '../../src/config/fault.js';
import { currencies, money } from '../../src/domain/money.js';
import type { Provider } from '../../src/payments/provider.js';
import { providerDefinitions } from '../../src/payments/registry.js';
import { emulatedEnvironment } from '../../src/sandbox/emulators.js';
import { keepSecret, scrubText } from '../../src/scrub.js';
import { serveRefusals, type Refusals } from '../support/refusals.js';
import { useDoors } from './doors.js';
import { callOf, errorOf, intentOf, offer } from './offer.js';

const statuses = [400, 401, 402, 403, 404, 409, 422, 429, 500];
/** Whoever cuts what they are told cuts one of the two in the middle. */
const leads = ['', '.'.repeat(25)];
const forms = leads.flatMap((lead) => (['whole', 'in parts'] as const).map((form) => [lead, form] as const));
const term = { months: 1, days: 0 };

/** Beside one that it gave itself: of another kind, or where it is no door. Nobody asks about what seems a stranger's. */
const ids: Readonly<Record<string, string>> = {
  stars: 'stx42',
  stripe: 'pi_42',
  tribute: 'shop:42',
};

/** Every call that a provider takes. */
function callsOf(provider: Provider, id: string): Record<string, () => Promise<unknown> | undefined> {
  const currency = currencies.find((each) => provider.limits[each]) ?? 'RUB';
  const intent = intentOf(money(provider.limits[currency]?.min ?? 100n, currency));
  const mandate = { externalId: id, payer: 1n };
  const call = callOf('1');
  const { saved, mandates } = provider;
  return {
    create: () => provider.create?.(intent, call),
    'create, to save': () => provider.create?.({ ...intent, save: true }, call),
    'create, to repeat': () => provider.create?.({ ...intent, repeat: term }, call),
    find: () => provider.find?.('42', new Date(), call),
    get: () => provider.get?.(id, call),
    listSince: () => walk(provider.listSince?.(new Date(), call)),
    refund: () => provider.refund?.(id, intent.amount, 'key', call),
    getRefund: () => provider.getRefund?.(id, call),
    refundOf: () => provider.refundOf?.(id, call),
    refundsSince: () => walk(provider.refundsSince?.(new Date(), call)),
    charge: () => saved?.charge(intent, id, call),
    forget: () => saved?.forget?.(id, call),
    bind: () => saved?.bind({ bindingId: '1', createdAt: new Date(), payer: intent.payer }, call),
    getBinding: () => saved?.getBinding(id, call),
    stop: () => mandates?.stop(mandate, call),
    allow: () => mandates?.allow?.(mandate, call),
    look: () => mandates?.look?.({ ...mandate, term }, call, id),
    list: () => walk(mandates?.list?.(call)),
  };
}

async function walk(list: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const _ of list ?? []);
}

/** As much of it as would help anybody to guess the rest. */
const partsOf = (secret: string): string[] =>
  Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8));

describe('a refusal that repeats our secrets', () => {
  const opened = useDoors();
  let refusals: Refusals;
  before(async () => {
    refusals = await serveRefusals();
  });
  after(() => refusals.close());

  const settingsOf = (canary: string): Record<string, string> => {
    const settings = {
      ...emulatedEnvironment(refusals.url),
      BOT_TOKEN: '7000000001:AA0123456789',
      TELEGRAM_API_ROOT: refusals.url,
      YOOKASSA_SHOP_ID: '100500',
      YOOKASSA_SECRET_KEY: 'test_key',
      YOOKASSA_API_URL: refusals.url,
    };
    return Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [
        name,
        isSecret(name, undefined) ? value.slice(0, 12) + canary : value,
      ]),
    );
  };

  for (const definition of providerDefinitions.filter(({ id }) => id !== 'balance')) {
    it(`is told by ${definition.id} without any part of one`, async function () {
      this.timeout(20_000);
      const canary = randomBytes(20).toString('hex');
      const settings = settingsOf(canary);
      const secrets = Object.keys(definition.settings.shape).filter((name) => isSecret(name, undefined));
      keepSecret(secrets.map((name) => settings[name] ?? ''));
      const provider = offer(definition, settings);
      const known = [opened.get(definition.id)?.externalId, ids[definition.id]].filter(
        (id) => id !== undefined,
      );
      const calls = known.flatMap((id) =>
        Object.entries(callsOf(provider, id)).map(([name, call]) => [`${name} ${id}`, call] as const),
      );
      const told = new Map<string, string>();

      for (const secret of secrets) {
        for (const status of statuses) {
          for (const [lead, form] of forms) {
            refusals.say(status, lead + `${settings[secret]} `.repeat(20), form);
            for (const [name, call] of calls) {
              const error = await errorOf(call());
              if (error === undefined) continue;
              const what = `${name}: ${secret}, ${status}${lead}, ${form}`;
              told.set(what, scrubText(inspect(error, { depth: 8 })));
            }
          }
        }
      }

      expect([...told.keys()].filter((what) => what.startsWith('create'))).to.not.deep.equal([]);
      for (const [what, text] of told)
        expect(
          partsOf(canary).filter((part) => text.includes(part)),
          `${what}: ${text}`,
        ).to.deep.equal([]);
    });
  }
});

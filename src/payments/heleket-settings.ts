import { z } from 'zod';
import { address, currencyList, flag, offering, optional, returnAddress } from './fields.js';
import { networks } from './networks.js';

/** One member of the family: the same protocol at another address. */
export interface Member {
  readonly id: string;
  readonly brand: string;
  /** Of its settings: "HELEKET". */
  readonly prefix: string;
  readonly url: string;
  /** Where its notifications come from, as it publishes. Only a filter: they are signed, and read again. */
  readonly addresses: string;
  /** It charges again and again by itself. */
  readonly repeats: boolean;
}

const fieldsOf = ({ brand, url, addresses }: Pick<Member, 'brand' | 'url' | 'addresses'>) => ({
  ENABLED: offering(true),
  MERCHANT_ID: optional(z.guid('expected a UUID')).meta({
    description: `UUID of the merchant, from the cabinet of ${brand}`,
    example: '8b03432e-385b-4670-8d06-064591096795',
  }),
  API_KEY: optional(z.string().min(6)).describe('Payment key of the merchant; the payout key is not needed'),
  CURRENCIES: currencyList(['RUB', 'USD', 'EUR']).describe(
    'Currencies of invoices; the payer chooses the coin. The provider publishes no list',
  ),
  PAYMENT_MULTIPLE: flag
    .default(false)
    .describe('Lets who paid too little pay the rest; else the invoice ends, and a person decides'),
  RETURN_URL: returnAddress(255),
  ALLOWED_NETWORKS: networks(addresses).describe(
    'Where its notifications may come from; "any" turns the filter off',
  ),
  API_URL: address().default(url).describe('Base URL of its API'),
});

const plain = (member: Member) => z.object(fieldsOf(member));
export type HeleketSettings = z.output<ReturnType<typeof plain>>;

/** The settings under the member's own names. */
export const settingsOf = (member: Member) =>
  z.object(
    Object.fromEntries(
      Object.entries(fieldsOf(member)).map(([name, field]) => [`${member.prefix}_${name}`, field]),
    ),
  );

/** What they hold, under the names that all members share. */
export const readSettings = (member: Member, given: Readonly<Record<string, unknown>>): HeleketSettings =>
  plain(member).parse(
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.slice(member.prefix.length + 1), value]),
    ),
  );

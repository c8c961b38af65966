import { z } from 'zod';
import { address, offering, optional } from './fields.js';

const link = (term: string) =>
  optional(address()).meta({
    description: `Link made in Tribute that sells ${term}; its product must be listed in TRIBUTE_PRODUCTS`,
    example: 'https://t.me/tribute/app?startapp=sAbC',
  });

export const tributeSettings = z.object({
  TRIBUTE_ENABLED: offering(true),
  TRIBUTE_API_KEY: optional(z.string()).describe(
    'API key, from its Creator Dashboard: Settings, API Keys; its notifications are signed with it',
  ),
  TRIBUTE_API_KEY_PREVIOUS: optional(z.string()).describe(
    'The key before that, while it is being changed: what is signed with it is still believed',
  ),
  TRIBUTE_SHOP_ID: optional(z.string().regex(/^\d{1,15}$/, 'expected the number of the shop')).meta({
    description:
      'Number of the shop, where Tribute has opened one; without it Tribute only sells by its own links',
    example: '12345',
  }),
  TRIBUTE_PRODUCTS: z
    .string()
    .refine(
      (list) => productsOf(list) !== undefined,
      'expected products like "1644/1547=1, 1644/1548=3, 77=6"',
    )
    .default('')
    .meta({
      about:
        'What its own links sell, in months of the standard plan: number of a subscription/its period=months, or number of a digital product=months',
      example: '1644/1547=1, 1644/1548=3, 77=6',
    }),
  TRIBUTE_LINK_1_MONTH: link('1 month'),
  TRIBUTE_LINK_3_MONTHS: link('3 months'),
  TRIBUTE_LINK_6_MONTHS: link('6 months'),
  TRIBUTE_LINK_12_MONTHS: link('12 months'),
  TRIBUTE_RETURN_URL: address()
    .default('https://t.me/')
    .describe('Where the payer goes after paying in the shop: the bot, https://t.me/<its name>'),
  TRIBUTE_API_URL: address().default('https://tribute.tg/api/v1').describe('Base URL of its API'),
});
export type TributeSettings = z.output<typeof tributeSettings>;

/** Months by product: "1644/1547" of a subscription and its period, "77" of a digital product. Undefined: unreadable. */
export function productsOf(list: string): ReadonlyMap<string, number> | undefined {
  const products = new Map<string, number>();
  for (const text of list.split(',').map((each) => each.trim())) {
    if (text === '') continue;
    const { product, months } =
      /^(?<product>\d+(?:\/\d+)?)\s*=\s*(?<months>[1-9]\d?)$/.exec(text)?.groups ?? {};
    if (product === undefined || products.has(product)) return undefined;
    products.set(product, Number(months));
  }
  return products;
}

const links = {
  TRIBUTE_LINK_1_MONTH: 1,
  TRIBUTE_LINK_3_MONTHS: 3,
  TRIBUTE_LINK_6_MONTHS: 6,
  TRIBUTE_LINK_12_MONTHS: 12,
} as const;
const linkNames = Object.keys(links) as (keyof typeof links)[];

const soldMonths = (settings: TributeSettings): ReadonlySet<number> =>
  new Set(productsOf(settings.TRIBUTE_PRODUCTS)?.values());

/** Links by the months that they sell; none that takes money for nothing. */
export function pagesOf(settings: TributeSettings): ReadonlyMap<number, string> {
  const sold = soldMonths(settings);
  return new Map(
    linkNames.flatMap((name): [number, string][] => {
      const [url, months] = [settings[name], links[name]];
      return url !== undefined && sold.has(months) ? [[months, url]] : [];
    }),
  );
}

/** A link whose product gives nothing takes money for nothing: the setting that is missing, for `doctor`. */
export function unsold(settings: TributeSettings): string | undefined {
  const sold = soldMonths(settings);
  const name = linkNames.find((each) => settings[each] !== undefined && !sold.has(links[each]));
  return (
    name && `${name} sells what no product of TRIBUTE_PRODUCTS gives: add "<its product>=${links[name]}"`
  );
}

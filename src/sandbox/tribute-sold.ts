/** What a bill is of: an order of the shop, or a sale by a link, of which the shop only hears. */
export type Sold = ShopOrder | Told;

/** What a bill of the shop holds beside itself. */
export interface ShopOrder {
  readonly kind: 'order';
  readonly shopId: number;
  readonly title: string;
  /** The number of its one sale, once it is paid. */
  readonly saleId: number;
}

/** An event of a sale by a link, told as it is. */
export interface Told {
  readonly kind: 'told';
  readonly payload: Readonly<Record<string, unknown>>;
}

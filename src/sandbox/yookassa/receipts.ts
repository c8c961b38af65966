import { z } from 'zod';
import { amountSchema, kopeksOf } from './amounts.js';
import { Problem } from './problem.js';

/** "Receipts by YooKassa" take no other modes. */
const modes = ['full_payment', 'full_prepayment'] as const;
const subjects =
  `commodity excise job service gambling_bet gambling_prize lottery lottery_prize payment casino
  intellectual_activity agent_commission property_right non_operating_gain insurance_premium sales_tax
  resort_fee composite another marked non_marked fine tax lien cost agent_withdrawals`.split(/\s+/);

const receiptSchema = z.object({
  customer: z.object({ email: z.email('Receipt needs a valid e-mail of the customer') }),
  items: z
    .array(
      z.object({
        description: z.string().min(1).max(128),
        quantity: z.coerce.string().regex(/^\d{1,6}(?:\.\d{1,3})?$/, 'Quantity has at most three decimals'),
        amount: amountSchema,
        vat_code: z.int().min(1).max(12),
        payment_mode: z.enum(modes),
        payment_subject: z.enum(subjects),
        measure: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
});

/** Refuses a receipt that the tax office would: without a contact, with unknown codes, with another sum. */
export function checkReceipt(receipt: unknown, total: string, wanted: boolean): void {
  if (receipt === undefined && !wanted) return;
  const read = receiptSchema.safeParse(receipt);
  if (!read.success) {
    const path = ['receipt', ...(read.error.issues[0]?.path ?? [])].join('.');
    throw new Problem(400, 'Receipt is missing or illegal', path);
  }
  const sum = read.data.items.reduce(
    (before, { quantity, amount }) => before + thousandths(quantity) * kopeksOf(amount.value),
    0n,
  );
  if (sum !== kopeksOf(total) * 1000n) {
    throw new Problem(400, 'Receipt items do not sum up to the amount', 'receipt.items');
  }
}

function thousandths(quantity: string): bigint {
  const [whole = '', fraction = ''] = quantity.split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
}

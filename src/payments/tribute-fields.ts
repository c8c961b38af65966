import { z } from 'zod';
import { currencies, money, type Currency, type Money } from '../domain/money.js';

/** Lower case there, upper case here. */
export const currencySchema = z
  .string()
  .transform((code) => code.toUpperCase())
  .pipe(z.enum(currencies));

/** A whole number of kopeks or cents. */
export const minorSchema = z.int().nonnegative();

export const toMoney = (amount: { readonly minor: number; readonly currency: Currency }): Money =>
  money(BigInt(amount.minor), amount.currency);

/** Up to nine digits of a second; a Date holds three. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text.replace(/(\.\d{3})\d+/, '$1')));

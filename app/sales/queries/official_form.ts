import db from '@adonisjs/lucid/services/db'
import type { Locale } from '#app/core/digits'
import { rialInWords } from '#app/core/money'
import type Invoice from '#app/sales/models/invoice'
import type { Party } from '#app/sales/models/invoice'

/** What the official form asks of seller and buyer, in its order. */
const BLOCK = [
  'name',
  'economicCode',
  'nationalId',
  'registrationNumber',
  'province',
  'city',
  'postalCode',
  'phone',
  'address',
] as const satisfies readonly (keyof Party)[]

/**
 * An invoice as «صورتحساب فروش کالا و خدمات» shows it. Official papers are in Rial, in figures and
 * words.
 */
export async function officialForm(invoice: Invoice, locale: Locale) {
  await invoice.load('lines', (query) => query.orderBy('id'))
  const cancellation = await db
    .from('invoice_cancellations')
    .where('invoice_id', invoice.id)
    .first()
  return {
    invoice,
    isCancelled: Boolean(cancellation),
    totalInWords: rialInWords(invoice.total, locale),
    seller: blockOf(invoice.seller),
    buyer: blockOf(invoice.buyer),
  }
}

function blockOf(party: Party | null) {
  return BLOCK.map((field) => ({ field, value: party?.[field] ?? '' }))
}

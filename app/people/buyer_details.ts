import { Refusal } from '#app/core/refusal'
import type Customer from '#app/people/models/customer'

export const BUYER_KINDS = ['natural', 'legal'] as const
export type BuyerKind = (typeof BUYER_KINDS)[number]

/** What an official invoice to a company cannot be without. */
export const LEGAL_DETAILS = [
  'companyName',
  'economicCode',
  'legalId',
  'registrationNumber',
  'postalCode',
] as const satisfies readonly (keyof Customer)[]

/** What is missing for an official invoice; a natural person needs none of it. */
export function missingDetails(customer: Customer) {
  if (customer.kind !== 'legal') return []
  return LEGAL_DETAILS.filter((field) => !customer[field])
}

/** @throws Refusal `buyer_details_missing` with which fields are missing */
export function assertInvoiceable(customer: Customer) {
  const missing = missingDetails(customer)
  if (missing.length === 0) return
  const params = Object.fromEntries(
    LEGAL_DETAILS.map((field) => [field, missing.includes(field) ? 'yes' : 'no'])
  )
  throw new Refusal('buyer_details_missing', { params })
}

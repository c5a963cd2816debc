import vine from '@vinejs/vine'
import { digitsField, nameField, postalCodeField } from '#app/core/fields'
import { BUYER_KINDS } from '#app/people/buyer_details'

/** Whose name stands on the official invoice; what is not known yet may stay empty. */
export const buyerValidator = vine.create({
  kind: vine.enum(BUYER_KINDS),
  companyName: nameField({ max: 120 }).optional(),
  economicCode: digitsField({ length: 12 }).optional(),
  legalId: digitsField({ length: 11 }).optional(),
  registrationNumber: nameField({ max: 20 }).optional(),
  postalCode: postalCodeField().optional(),
})

type BuyerForm = Awaited<ReturnType<typeof buyerValidator.validate>>

/** The form as an edit of the customer: what was left empty is cleared. */
export function buyerEdit(form: BuyerForm) {
  const { kind, companyName, economicCode, legalId, registrationNumber, postalCode } = form
  return {
    kind,
    companyName: companyName ?? null,
    economicCode: economicCode ?? null,
    legalId: legalId ?? null,
    registrationNumber: registrationNumber ?? null,
    postalCode: postalCode ?? null,
  }
}

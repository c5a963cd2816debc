import vine from '@vinejs/vine'
import {
  confirmedField,
  digitsField,
  idempotencyKeyField,
  idField,
  nameField,
  noteField,
  quantityField,
  shebaField,
  textField,
  tomanField,
} from '#app/core/fields'
import { VALIDATION_OUTCOMES } from '#app/sales/actions/validate_pre_invoice'
import { ACCEPTANCE_RULES } from '#app/sales/models/acceptance_code'
import { DELIVERY_RULES } from '#app/sales/models/delivery_proof'
import { STAFF_METHODS } from '#app/sales/models/payment'
import { CALL_SCOPES } from '#app/sales/queries/call_queue'

export const topUpValidator = vine.create({
  key: idempotencyKeyField(),
  amount: tomanField({ min: 10 }),
  confirmed_amount: confirmedField(),
})

export const payoutValidator = vine.create({
  key: idempotencyKeyField(),
  amount: tomanField({ min: 10 }),
  sheba: shebaField(),
  holder: nameField({ max: 120 }),
})

/** Why money may go to an account that is not in the member's own name. */
export const payoutApprovalValidator = vine.create({
  key: idempotencyKeyField(),
  nameNote: noteField({ max: 500 }).optional(),
})

export const payoutPaidValidator = vine.create({
  key: idempotencyKeyField(),
  nameNote: noteField({ max: 500 }).optional(),
  refId: textField({ min: 3, max: 64 }),
})

export const payoutRejectionValidator = vine.create({
  key: idempotencyKeyField(),
  note: noteField({ max: 500 }),
})
import { RETURN_REASONS } from '#app/sales/models/sales_return'

/** A form that does one thing and says nothing more. */
export const keyValidator = vine.create({ key: idempotencyKeyField() })

/** The promise for what was not found, in working days; up to two months of them. */
export const pickingValidator = vine.create({
  key: idempotencyKeyField(),
  what: vine.enum(['scanned']).optional(),
  restInDays: quantityField({ max: 60 }).optional(),
})

export const renewalValidator = vine.create({
  key: idempotencyKeyField(),
  expectedTotal: vine.number().withoutDecimals().min(0),
})

const revisedLine = vine.object({
  variantId: idField(),
  quantity: quantityField({ min: 0, max: 9999 }),
  discount: tomanField(),
})

export const revisionValidator = vine.create({
  key: idempotencyKeyField(),
  version: idField(),
  lines: vine.array(revisedLine).maxLength(200).optional(),
  code: textField({ max: 40 }).optional(),
  added: quantityField({ max: 9999 }).optional(),
  freight: tomanField(),
  confirmed_freight: confirmedField(),
  reason: textField({ min: 3, max: 500 }),
})

export const readVersionValidator = vine.create({ version: idField() })

export const acceptanceValidator = vine.create({
  version: idField(),
  code: digitsField({ length: ACCEPTANCE_RULES.digits }),
})

const backLine = vine.object({
  lineId: idField(),
  quantity: vine.number().withoutDecimals().min(0),
  amount: vine.number().withoutDecimals().min(0),
  place: vine.string().maxLength(16).optional(),
})

const rial = () => vine.number().withoutDecimals().min(0)

/** The numbers that a preview showed, in Rial. */
const asShown = () =>
  vine.object({
    moneyBack: rial(),
    creditBack: rial(),
    cashBack: rial(),
    voided: rial(),
    taken: rial(),
    owed: rial(),
  })

/** What was chosen and shown, in Rial, and what is done with the money. */
export const returnValidator = vine.create({
  key: idempotencyKeyField(),
  lines: vine.array(backLine).minLength(1).maxLength(200),
  freight: vine.boolean().optional(),
  expected: asShown(),
  reason: vine.enum(RETURN_REASONS),
  note: noteField({ max: 500 }).optional(),
  method: vine.enum(['later', ...STAFF_METHODS] as const),
  refId: textField({ max: 64 }).optional(),
})

/** The rest of an order is called off: by staff with a reason, by the customer as he likes. */
export const restValidator = vine.create({
  key: idempotencyKeyField(),
  freight: vine.boolean().optional(),
  expected: asShown(),
  reason: textField({ min: 3, max: 500 }),
})

export const ownRestValidator = vine.create({
  key: idempotencyKeyField(),
  expected: asShown(),
  reason: textField({ max: 500 }).optional(),
})

export const callValidator = vine.create({
  key: idempotencyKeyField(),
  outcome: vine.enum(VALIDATION_OUTCOMES),
  note: noteField({ max: 500 }).optional(),
  /** Made in the queue: the next call opens. */
  queue: vine.enum(CALL_SCOPES).optional(),
})

export const cancellationValidator = vine.create({
  key: idempotencyKeyField(),
  reason: textField({ max: 500 }).optional(),
})

/** Staff say why; the customer may. */
export const deskCancellationValidator = vine.create({
  key: idempotencyKeyField(),
  reason: textField({ min: 3, max: 500 }),
})

export const paymentValidator = vine.create({
  key: idempotencyKeyField(),
  method: vine.enum(STAFF_METHODS),
  amount: tomanField({ min: 1 }),
  refId: textField({ max: 64 }).optional(),
})

export const refundValidator = vine.create({
  key: idempotencyKeyField(),
  refId: textField({ min: 3, max: 64 }),
})

export const shipmentValidator = vine.create({
  key: idempotencyKeyField(),
  carrier: textField({ min: 2, max: 60 }).optional(),
  trackingCode: textField({ max: 60 }).optional(),
  cost: tomanField().optional(),
  confirmed_cost: confirmedField(),
})

/** The code that the customer tells the courier, or at the counter of the branch. */
export const deliveryCodeValidator = vine.create({
  code: digitsField({ length: DELIVERY_RULES.digits }),
})

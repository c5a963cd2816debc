import vine from '@vinejs/vine'
import { idempotencyKeyField, noteField, textField, tomanField } from '#app/core/fields'
import { VALIDATION_OUTCOMES } from '#app/sales/actions/validate_pre_invoice'
import { STAFF_METHODS } from '#app/sales/models/payment'

/** A form that does one thing and says nothing more. */
export const keyValidator = vine.create({ key: idempotencyKeyField() })

export const renewalValidator = vine.create({
  key: idempotencyKeyField(),
  expectedTotal: vine.number().withoutDecimals().min(0),
})

export const callValidator = vine.create({
  key: idempotencyKeyField(),
  outcome: vine.enum(VALIDATION_OUTCOMES),
  note: noteField({ max: 500 }).optional(),
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
  carrier: textField({ min: 2, max: 60 }),
  trackingCode: textField({ max: 60 }).optional(),
  cost: tomanField().optional(),
})

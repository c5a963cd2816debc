import vine from '@vinejs/vine'
import { idempotencyKeyField, noteField, tomanField } from '#app/core/fields'
import { ADJUSTMENT_REASONS, WRITE_OFF_REASONS } from '#app/club/models/adjustment'

export const adjustmentValidator = vine.create({
  key: idempotencyKeyField(),
  way: vine.enum(['more', 'less']),
  amount: tomanField({ min: 10, max: 10_000_000_000 }),
  reason: vine.enum(ADJUSTMENT_REASONS),
  note: noteField({ max: 500 }),
})

/** Names of its own: the form stands on one page with that of a change of credit. */
export const writeOffValidator = vine.create({
  key: idempotencyKeyField(),
  owed: tomanField({ min: 1 }),
  cause: vine.enum(WRITE_OFF_REASONS),
  story: noteField({ max: 500 }),
})

export const approvalValidator = vine.create({
  key: idempotencyKeyField(),
  note: noteField({ max: 500 }).optional(),
})

export const rejectionValidator = vine.create({
  key: idempotencyKeyField(),
  note: noteField({ max: 500 }),
})

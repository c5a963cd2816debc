import vine from '@vinejs/vine'
import { idempotencyKeyField, idField, noteField, quantityField, textField } from '#app/core/fields'

/* What the forms of tickets send. Texts are kept as typed; pages escape them. */

export const newTicketValidator = vine.create({
  key: idempotencyKeyField(),
  line: idField().optional(),
  category: idField(),
  subject: textField({ min: 3, max: 160 }),
  body: noteField({ max: 4000 }),
})

export const replyValidator = vine.create({
  key: idempotencyKeyField(),
  body: noteField({ max: 4000 }),
})

export const closureValidator = vine.create({ key: idempotencyKeyField() })

export const ratingValidator = vine.create({
  key: idempotencyKeyField(),
  rating: quantityField({ min: 1, max: 5 }),
  note: noteField({ max: 500 }).optional(),
})

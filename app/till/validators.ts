import vine from '@vinejs/vine'
import {
  idempotencyKeyField,
  idField,
  mobileField,
  nameField,
  textField,
  tomanField,
} from '#app/core/fields'
import { TILL_METHODS } from '#app/till/models/till_sale'

/** A hundred Toman: less is a slip. */
const SMALLEST_BILL = 1_000

/** What the counter sends. The fields with `shown_` carry what the preview had computed. */
export const tillValidator = vine.create({
  key: idempotencyKeyField(),
  branch: idField().optional(),
  card: textField({ max: 64 }).optional(),
  amount: tomanField({ min: SMALLEST_BILL }),
  credit: tomanField().optional(),
  method: vine.enum(TILL_METHODS),
  confirmed: idField().optional(),
  shown_amount: idField().optional(),
  shown_credit: vine.number().min(0).withoutDecimals().optional(),
})

/** What «محاسبه» sends: an amount that cannot be read is asked about here too, for an empty credit means all of it. */
export const computeValidator = vine.create({
  amount: tomanField().optional(),
  credit: tomanField().optional(),
})

export const newMemberValidator = vine.create({
  key: idempotencyKeyField(),
  branch: idField().optional(),
  mobile: mobileField(),
  first_name: nameField(),
  last_name: nameField(),
})

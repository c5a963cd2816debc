import vine from '@vinejs/vine'
import {
  idempotencyKeyField,
  idField,
  mobileField,
  nameField,
  noteField,
  postalCodeField,
  quantityField,
  textField,
  tomanField,
} from '#app/core/fields'
import { DELIVERY_METHODS } from '#app/sales/models/pre_invoice_moves'
import { MOST_PIECES } from '#app/shop/models/cart'

export const addValidator = vine.create({
  variant: idField(),
  quantity: quantityField({ max: MOST_PIECES }),
})

export const quantityValidator = vine.create({ quantity: quantityField({ max: MOST_PIECES }) })

export const holdValidator = vine.create({ key: idempotencyKeyField() })

/** What every order needs; the address only when a courier brings it. */
const order = {
  name: nameField({ max: 80 }),
  mobile: mobileField(),
  note: noteField({ max: 500 }).optional(),
  credit: tomanField().optional(),
  expectedTotal: vine.number().withoutDecimals().min(0),
  key: idempotencyKeyField(),
}

export const pickupValidator = vine.create(order)

export const courierValidator = vine.create({
  ...order,
  province: idField(),
  city: idField(),
  address: textField({ min: 10, max: 400 }),
  postalCode: postalCodeField(),
})

export type DeliveryWish = (typeof DELIVERY_METHODS)[number]

/** The delivery method of an address or form; by courier unless it says another one that exists. */
export function deliveryOf(value: unknown): DeliveryWish {
  return DELIVERY_METHODS.find((method) => method === value) ?? 'courier'
}

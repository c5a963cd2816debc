import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Customer, { type Home } from '#app/people/models/customer'
import { issueWithin } from '#app/sales/actions/issue_pre_invoice'
import type { Recipient } from '#app/sales/models/pre_invoice'
import type { DeliveryMethod } from '#app/sales/models/pre_invoice_moves'
import Cart from '#app/shop/models/cart'
import CheckoutHold from '#app/shop/models/checkout_hold'
import { activeReservations } from '#app/warehouse/stock'

/** The checkout form as it was agreed to; amounts in Rial. */
export interface CheckOut {
  customerId: number
  deliveryMethod: DeliveryMethod
  recipient: Recipient
  /** The address he gave, remembered for next time if he had none; null when he picks up. */
  home?: Home | null
  note: string | null
  credit: Rial
  expectedTotal: Rial
  key: string
  by: Actor
}

/**
 * The cart becomes the customer's own pre-invoice and is empty afterwards. The form's key is
 * checked before the cart is read: sent twice, it finds the cart empty and gets the first answer.
 * What the cart's hold keeps becomes the reservation of the pre-invoice.
 * @throws Refusal those of `issuePreInvoice`; `empty_cart` when there is nothing in it
 */
export function checkOut(
  form: CheckOut,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  const { key, by, home, ...input } = form
  return transaction((trx) => {
    const scope = `check_out:customer:${form.customerId}`
    return once({ scope, key, input }, trx, async () => {
      const cart = await Cart.lock({ customerId: form.customerId }, trx)
      const lines = cart ? await cart.lines(trx) : []
      const wanted = lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
      const holdId = cart?.holdId ?? null
      const held = holdId ? await activeReservations(CheckoutHold.refOf(holdId), trx) : undefined
      const { preInvoiceId } = await issueWithin({ ...input, lines: wanted, held, by }, trx)
      if (holdId) await CheckoutHold.end(holdId, 'issued', trx)
      await cart?.clear(trx)
      if (home) await keepAddress(form.customerId, home, by, trx)
      return { preInvoiceId }
    })
  }, outer)
}

async function keepAddress(customerId: number, home: Home, by: Actor, trx: Trx) {
  if (!(await Customer.keepFirstAddress(customerId, home, trx))) return
  const about = { type: 'customer', id: customerId }
  const facts = { fields: ['address', 'postalCode'] }
  await record('customer_edited', { customerId, about, branchId: null, facts, by }, trx)
}

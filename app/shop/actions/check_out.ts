import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import type { Recipient } from '#app/sales/models/pre_invoice'
import type { DeliveryMethod } from '#app/sales/models/pre_invoice_moves'
import Cart from '#app/shop/models/cart'

/** The checkout form as it was agreed to; amounts in Rial. */
export interface CheckOut {
  customerId: number
  deliveryMethod: DeliveryMethod
  recipient: Recipient
  note: string | null
  credit: Rial
  expectedTotal: Rial
  key: string
  by: Actor
}

/**
 * The cart becomes the customer's own pre-invoice and is empty afterwards. The form's key is
 * checked before the cart is read: sent twice, it finds the cart empty and gets the first answer.
 * @throws Refusal those of `issuePreInvoice`; `empty_cart` when there is nothing in it
 */
export function checkOut(
  form: CheckOut,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  const { key, by, ...input } = form
  return transaction((trx) => {
    const scope = `check_out:customer:${form.customerId}`
    return once({ scope, key, input }, trx, async () => {
      const cart = await Cart.lock({ customerId: form.customerId }, trx)
      const lines = cart ? await cart.lines(trx) : []
      const wanted = lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
      const { preInvoiceId } = await issuePreInvoice({ ...input, lines: wanted, key, by }, trx)
      await cart?.clear(trx)
      return { preInvoiceId }
    })
  }, outer)
}

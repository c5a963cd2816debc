import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { creditAgain } from '#app/sales/queries/renewal_offer'

export interface Renewal {
  preInvoiceId: number
  customerId: number
  /** Total of today in Rial that the page showed. */
  expectedTotal: Rial
  key: string
}

/**
 * An expired pre-invoice is issued again with the same lines at today's prices: a new document with
 * stock reserved and, as far as he still has it, credit held again. Each is renewed once; the new
 * one may be renewed in its turn.
 * @throws Refusal `renewal_not_due`, `already_renewed` (409), `out_of_stock` {left}, `price_changed`
 * {total} and what else `issuePreInvoice` refuses
 */
export function renewPreInvoice(
  renewal: Renewal,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  const { customerId, key, ...input } = renewal
  return transaction((trx) => {
    const scope = `renew_pre_invoice:customer:${customerId}`
    return once({ scope, key, input }, trx, () => renew(renewal, trx))
  }, outer)
}

async function renew({ preInvoiceId, customerId, expectedTotal, key }: Renewal, trx: Trx) {
  const former = await PreInvoice.lock(preInvoiceId, trx)
  if (former.customerId !== customerId) found(null)
  const by = { kind: 'customer', id: customerId } as const
  former.assertExpired(by)
  const renewals = trx.from('pre_invoice_renewals')
  if (await renewals.where('pre_invoice_id', former.id).first()) {
    throw new Refusal('already_renewed', { status: 409 })
  }

  const rows = await PreInvoiceLine.query({ client: trx }).where('preInvoiceId', former.id)
  const { deliveryMethod, recipient, note } = former
  const order = {
    customerId,
    lines: rows.map(({ variantId, quantity }) => ({ variantId, quantity })),
    deliveryMethod,
    recipient,
    note,
    credit: await creditAgain(former, expectedTotal, trx),
    expectedTotal,
    key,
    by,
  }
  const { preInvoiceId: newId } = await issuePreInvoice(order, trx)
  await trx
    .insertQuery()
    .table('pre_invoice_renewals')
    .insert({ pre_invoice_id: former.id, renewed_by_id: newId, created_at: sqlTime(clock.now()) })
  return { preInvoiceId: newId }
}

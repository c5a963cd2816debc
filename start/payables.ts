import type { Payable } from '#app/sales/payable'
import { preInvoicePayable } from '#app/sales/pre_invoice_payable'
import { topUpPayable } from '#app/sales/top_up_payable'

/** What a payment can be for, by the type of its document: the one place that says so. */
const PAYABLES: Record<string, Payable> = {
  pre_invoice: preInvoicePayable,
  top_up: topUpPayable,
}

export function payableOf(type: string): Payable {
  const payable = PAYABLES[type]
  if (!payable) throw new Error(`Nothing of the type ${type} can be paid`)
  return payable
}

import { settle } from '#app/sales/actions/settle'
import PreInvoice from '#app/sales/models/pre_invoice'
import type { Payable } from '#app/sales/payable'

/** A confirmed pre-invoice is paid at once and in full, less the credit that is held for it. */
export const preInvoicePayable: Payable = {
  async lock(id, trx) {
    const preInvoice = await PreInvoice.lock(id, trx)
    const { ref, number, customerId, caseId, branchId } = preInvoice
    return {
      ref,
      number,
      customerId,
      caseId,
      branchId,
      awaits: (amount) =>
        preInvoice.status === 'confirmed' && preInvoice.isAccepted && preInvoice.payable === amount,
      settle: async (by, inside) => {
        await settle(preInvoice, by, inside)
      },
    }
  },

  paid: 'sales.done.paid',
  page: (id) => `/pre-invoices/${id}`,
  title(id, locale) {
    const number = PreInvoice.numberOf(id)
    return locale === 'en' ? `Pre-invoice ${number}` : `پیش‌فاکتور ${number}`
  },
}

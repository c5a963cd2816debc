import type { Job } from '#app/core/job'
import { expirePreInvoice, overduePreInvoices } from '#app/sales/actions/expire_pre_invoice'

const AT_ONCE = 100

/** Ends requests whose validity is over, a bounded batch at a time, each in its own transaction. */
export default {
  name: 'expire_pre_invoices',
  every: { seconds: 60 },
  async run() {
    let expired = 0
    for (const id of await overduePreInvoices(AT_ONCE)) if (await expirePreInvoice(id)) expired++
    return expired
  },
} satisfies Job

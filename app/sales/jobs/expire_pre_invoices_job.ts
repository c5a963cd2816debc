import type { Job } from '#app/core/job'
import { expirePreInvoice, overduePreInvoices } from '#app/sales/actions/expire_pre_invoice'
import { sweep } from '#app/sales/sweep'

const AT_ONCE = 100

/** Ends requests whose validity is over, a bounded batch at a time, each in its own transaction. */
export default {
  name: 'expire_pre_invoices',
  every: { seconds: 60 },
  run: async () => sweep(await overduePreInvoices(AT_ONCE), (id) => expirePreInvoice(id)),
} satisfies Job

import type { Job } from '#app/core/job'
import { untilNoneIsDue } from '#app/core/sweep'
import { expirePreInvoice, overduePreInvoices } from '#app/sales/actions/expire_pre_invoice'

/**
 * Ends requests whose validity is over, batch by batch until none is left, each in its own
 * transaction. Twice a minute, so that goods are held at most a minute longer than promised.
 */
export default {
  name: 'expire_pre_invoices',
  every: { seconds: 30 },
  run: () => untilNoneIsDue(overduePreInvoices, (id) => expirePreInvoice(id)),
} satisfies Job

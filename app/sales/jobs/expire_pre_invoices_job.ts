import type { Job } from '#app/core/job'
import { eachAlone } from '#app/core/sweep'
import { expirePreInvoice, overduePreInvoices } from '#app/sales/actions/expire_pre_invoice'

const AT_ONCE = 100

/**
 * Ends requests whose validity is over, batch by batch until none is left, each in its own
 * transaction. Twice a minute, so that goods are held at most a minute longer than promised.
 */
export default {
  name: 'expire_pre_invoices',
  every: { seconds: 30 },
  async run() {
    for (let ended = 0; ;) {
      const ids = await overduePreInvoices(AT_ONCE)
      const some = await eachAlone(
        async () => ids,
        (id) => expirePreInvoice(id)
      )
      ended += some
      if (some === 0 || ids.length < AT_ONCE) return ended
    }
  },
} satisfies Job

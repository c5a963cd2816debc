import type { Job } from '#app/core/job'
import { lostPayments, rescuePayment } from '#app/sales/actions/rescue_payment'

const AT_ONCE = 50

/** Asks about payments whose payers did not come back: no money is lost by a closed browser. */
export default {
  name: 'rescue_payments',
  every: { seconds: 60 },
  async run() {
    let asked = 0
    for (const id of await lostPayments(AT_ONCE)) if (await rescuePayment(id)) asked++
    return asked
  },
} satisfies Job

import type { Job } from '#app/core/job'
import { lostPayments, rescuePayment } from '#app/sales/actions/rescue_payment'
import { sweep } from '#app/sales/sweep'

const AT_ONCE = 50

/** Asks about payments whose payers did not come back: no money is lost by a closed browser. */
export default {
  name: 'rescue_payments',
  every: { seconds: 60 },
  run: async () => sweep(await lostPayments(AT_ONCE), rescuePayment),
} satisfies Job

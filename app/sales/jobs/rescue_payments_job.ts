import type { Job } from '#app/core/job'
import { eachAlone } from '#app/core/sweep'
import { lostPayments, rescuePayment } from '#app/sales/actions/rescue_payment'

const AT_ONCE = 50

/** Asks about payments whose payers did not come back: no money is lost by a closed browser. */
export default {
  name: 'rescue_payments',
  every: { seconds: 60 },
  run: () => eachAlone(() => lostPayments(AT_ONCE), rescuePayment),
} satisfies Job

import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { completePayment } from '#app/sales/actions/complete_payment'
import { gatewayNamed } from '#app/sales/gateways/current'
import type { PaymentStatus } from '#app/sales/models/payment'

/** What the payer is told when he comes back. */
const WORDS: Record<Exclude<PaymentStatus, 'paid'>, { flash: 'success' | 'error'; key: string }> = {
  started: { flash: 'success', key: 'sales.done.being_checked' },
  failed: { flash: 'error', key: 'sales.done.not_paid' },
  mismatched: { flash: 'error', key: 'sales.done.mismatched' },
  refund_due: { flash: 'error', key: 'sales.done.refund_due' },
  refunded: { flash: 'success', key: 'sales.done.refunded' },
}

/** Where gateways send payers back to. What the address claims is a hint: the gateway is asked. */
export default class PaymentsController {
  async callback(ctx: HttpContext) {
    const gateway = gatewayNamed(String(ctx.params.gateway))
    const { reference } = found(gateway.parseCallback(ctx.request.qs()))
    const { status, page, paid } = await completePayment({ gateway: gateway.name, reference })
    const { flash, key } = status === 'paid' ? { flash: 'success', key: paid } : WORDS[status]
    ctx.session.flash(flash, ctx.i18n.t(key))
    return ctx.response.redirect().toPath(ctx.prefix + page)
  }
}

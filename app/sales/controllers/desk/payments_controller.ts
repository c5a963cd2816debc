import type { HttpContext } from '@adonisjs/core/http'
import { idOf, staffOf } from '#app/people/session'
import { recordRefund } from '#app/sales/actions/record_refund'
import { PAYMENT_STATUSES } from '#app/sales/models/payment'
import { paymentList } from '#app/sales/queries/lists'
import { branchPayment } from '#app/sales/queries/scopes'
import { askedAfter, askedOne } from '#app/core/asked'
import { done } from '#app/sales/done'
import { refundValidator } from '#app/sales/validators'

/** Money of the branches that a member of staff may receive for. */
export default class PaymentsController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('payments.record')
    const status = askedOne(ctx, 'status', PAYMENT_STATUSES)
    const page = await paymentList({ branches, status, after: askedAfter(ctx) })
    const statuses = PAYMENT_STATUSES
    return ctx.view.render('sales/desk/payments', { ...page, status, statuses })
  }

  /** Money that was due back has gone back. */
  async refund(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(refundValidator)
    const staff = staffOf(ctx)
    const paymentId = await branchPayment(idOf(ctx), staff.branchesFor('payments.record'))
    await recordRefund({ ...form, paymentId, by: { kind: 'staff', id: staff.id } })
    return done(ctx, '/desk/payments?status=refund_due', 'sales.done.refunded')
  }
}

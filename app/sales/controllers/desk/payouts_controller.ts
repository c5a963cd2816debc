import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { settings } from '#app/people/models/setting'
import { idOf, staffOf } from '#app/people/session'
import { approvePayout, markPayoutPaid, rejectPayout } from '#app/sales/actions/decide_payout'
import { PAYOUT_STATUSES } from '#app/sales/models/payout'
import { branchPayout, payoutList } from '#app/sales/queries/wallet_papers'
import { askedAfter, askedOne } from '#app/core/asked'
import { done } from '#app/sales/done'
import {
  payoutApprovalValidator,
  payoutPaidValidator,
  payoutRejectionValidator,
} from '#app/sales/validators'

/** Real money that members want back: checked, paid by the bank, written down. */
export default class PayoutsController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('payouts.work')
    const status = askedOne(ctx, 'status', PAYOUT_STATUSES)
    const page = await payoutList({ branches, status, after: askedAfter(ctx) })
    return ctx.view.render('sales/desk/payouts', { ...page, status, statuses: PAYOUT_STATUSES })
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const payout = await branchPayout(idOf(ctx), staff.branchesFor('payouts.work'))
    const { alone } = await settings.get('payout')
    const needsTwo = (await payout.withPaidAlone(db.connection())) > alone
    return ctx.view.render('sales/desk/payout', {
      payout,
      isOtherName: !payout.isToOwnName,
      needsTwo,
      limit: alone,
      isApprover: payout.approvedById === staff.id,
      mayApprove: needsTwo && payout.status === 'requested',
      mayPay: payout.isOpen && (!needsTwo || payout.status === 'approved'),
    })
  }

  async approve(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(payoutApprovalValidator)
    const deciding = await this.#deciding(ctx)
    await approvePayout({ ...deciding, ...form })
    return done(ctx, `/desk/payouts/${deciding.payoutId}`, 'sales.payout.approved')
  }

  async pay(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(payoutPaidValidator)
    const deciding = await this.#deciding(ctx)
    await markPayoutPaid({ ...deciding, ...form })
    return done(ctx, `/desk/payouts/${deciding.payoutId}`, 'sales.payout.paid')
  }

  async reject(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(payoutRejectionValidator)
    const deciding = await this.#deciding(ctx)
    await rejectPayout({ ...deciding, ...form })
    return done(ctx, `/desk/payouts/${deciding.payoutId}`, 'sales.payout.rejected')
  }

  async #deciding(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const { id } = await branchPayout(idOf(ctx), staff.branchesFor('payouts.work'))
    return { payoutId: id, by: { kind: 'staff', id: staff.id } as const }
  }
}

import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'
import { debtOf } from '#app/ledger/debts'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { approveAdjustment, rejectAdjustment } from '#app/club/actions/decide_adjustment'
import { proposeAdjustment } from '#app/club/actions/propose_adjustment'
import { ADJUSTMENT_STATUSES } from '#app/club/models/adjustment'
import Wallet from '#app/club/models/wallet'
import { branchOfChange } from '#app/club/page_branch'
import { keyOf } from '#app/club/page_key'
import { adjustmentList, branchAdjustment } from '#app/club/queries/adjustments'
import { adjustmentValidator, approvalValidator, rejectionValidator } from '#app/club/validators'

/** Changes of credit by hand: proposed by one, above a limit decided by another. */
export default class AdjustmentsController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('credit.adjust')
    const asked = ctx.request.qs().status
    const status = ADJUSTMENT_STATUSES.find((one) => one === asked) ?? null
    const page = await adjustmentList({ branches, status, after: keyOf(ctx) })
    const statuses = ADJUSTMENT_STATUSES
    return ctx.view.render('club/desk/adjustments', { ...page, status, statuses })
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const adjustment = await branchAdjustment(idOf(ctx), staff.branchesFor('credit.adjust'))
    const wallet = await Wallet.existing(adjustment.customerId)
    const balances = await wallet?.balances()
    return ctx.view.render('club/desk/adjustment', {
      adjustment,
      available: balances?.available ?? 0,
      owed: await debtOf(adjustment.customerId, db.connection()),
      isOwn: adjustment.proposedById === staff.id,
      mayDecide: adjustment.isWaiting && staff.can('credit.approve', adjustment.branchId),
    })
  }

  async store(ctx: HttpContext) {
    const customer = found(await Customer.find(idOf(ctx, 'customerId')))
    const {
      way,
      amount,
      confirmed_amount: seen,
      ...form
    } = await ctx.request.validateUsing(adjustmentValidator)
    const staff = staffOf(ctx)
    const { waits } = await proposeAdjustment({
      ...form,
      confirmed: seen === amount,
      customerId: customer.id,
      amount: way === 'less' ? -amount : amount,
      branchId: branchOfChange(staff, customer),
      by: { kind: 'staff', id: staff.id },
    })
    const path = `/desk/members/${customer.id}/wallet`
    return this.#done(ctx, path, waits ? 'club.adjust.sent' : 'club.adjust.done')
  }

  async approve(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(approvalValidator)
    const { adjustmentId, by } = await this.#deciding(ctx)
    await approveAdjustment({ ...form, adjustmentId, by })
    return this.#done(ctx, `/desk/adjustments/${adjustmentId}`, 'club.adjust.approved')
  }

  async reject(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(rejectionValidator)
    const { adjustmentId, by } = await this.#deciding(ctx)
    await rejectAdjustment({ ...form, adjustmentId, by })
    return this.#done(ctx, `/desk/adjustments/${adjustmentId}`, 'club.adjust.rejected')
  }

  async #deciding(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const { id } = await branchAdjustment(idOf(ctx), staff.branchesFor('credit.approve'))
    return { adjustmentId: id, by: { kind: 'staff', id: staff.id } as const }
  }

  #done(ctx: HttpContext, path: string, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(ctx.prefix + path)
  }
}

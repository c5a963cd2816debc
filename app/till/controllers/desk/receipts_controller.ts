import type { HttpContext } from '@adonisjs/core/http'
import { idOf, staffOf } from '#app/people/session'
import { typedId } from '#app/till/counter'
import { latestReceipts, receiptOf } from '#app/till/queries/receipts'

/** Receipts of the branches in which the member of staff sells. */
export default class ReceiptsController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('till.sell')
    return ctx.view.render(
      'till/desk/receipts',
      await latestReceipts(branches, typedId(ctx, 'after'))
    )
  }

  async show(ctx: HttpContext) {
    const receipt = await receiptOf(idOf(ctx), staffOf(ctx).branchesFor('till.sell'))
    const mayReturn = staffOf(ctx).can('returns.accept', Number(receipt.branch_id))
    return ctx.view.render('till/desk/receipt', { receipt, mayReturn })
  }
}

import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idField, idempotencyKeyField, textField } from '#app/core/fields'
import { askedId, askedOne, nextPage } from '#app/core/asked'
import { actorOf, authorize, idOf, staffOf } from '#app/people/session'
import { openTransfer } from '#app/warehouse/actions/open_transfer'
import { oneOf, warehousesOf } from '#app/warehouse/queries/scope'
import { transferPage, transfers } from '#app/warehouse/queries/transfers'
import { RECEIPT_CAUSES, TRANSFER_STATUSES } from '#app/warehouse/words'

const transferValidator = vine.create({
  key: idempotencyKeyField(),
  fromWarehouseId: idField(),
  toWarehouseId: idField(),
  note: textField({ max: 200 }).optional(),
})

/** Goods that go from one warehouse to another. */
export default class TransfersController {
  async index(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const mine = await warehousesOf(staff.branchesFor('stock.read'))
    const status = askedOne(ctx, 'status', TRANSFER_STATUSES) ?? 'sent'
    const warehouseIds = mine.map(({ id }) => id)
    const page = await transfers({ warehouseIds, status, after: askedId(ctx, 'after') })
    return ctx.view.render('warehouse/desk/transfers', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      status,
      statuses: TRANSFER_STATUSES,
      sources: mine.filter(({ branch_id: id }) => staff.can('stock.write', id)),
      targets: await warehousesOf('all'),
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(transferValidator)
    const warehouses = await warehousesOf('all')
    const source = oneOf(warehouses, form.fromWarehouseId)
    oneOf(warehouses, form.toWarehouseId)
    authorize(ctx, 'stock.write', source.branch_id)
    const { transferId } = await openTransfer({ ...form, by: actorOf(ctx) })
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/transfers/${transferId}`)
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const mine = await warehousesOf(staff.branchesFor('stock.read'))
    const page = await transferPage(
      idOf(ctx),
      mine.map(({ id }) => id)
    )
    const { status, from_branch_id: from, to_branch_id: to } = page.transfer
    return ctx.view.render('warehouse/desk/transfer', {
      ...page,
      maySend: status === 'draft' && staff.can('stock.write', Number(from)),
      mayReceive: status === 'sent' && staff.can('stock.write', Number(to)),
      causes: RECEIPT_CAUSES,
    })
  }
}

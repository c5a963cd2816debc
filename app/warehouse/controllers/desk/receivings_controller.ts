import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { idField, idempotencyKeyField, quantityField, textField } from '#app/core/fields'
import { Refusal } from '#app/core/refusal'
import { asked, askedId } from '#app/core/asked'
import { actorOf, authorize, staffOf } from '#app/people/session'
import { receiveStock } from '#app/warehouse/actions/receive_stock'
import { variantByCode } from '#app/warehouse/queries/levels'
import { oneOf, warehousesOf } from '#app/warehouse/queries/scope'

const receivingValidator = vine.create({
  key: idempotencyKeyField(),
  warehouseId: idField(),
  code: textField({ max: 40 }),
  quantity: quantityField({ max: 100_000 }),
  note: textField({ max: 200 }).optional(),
})

/** Goods arrive: one code is scanned after the other. */
export default class ReceivingsController {
  async create(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    return ctx.view.render('warehouse/desk/receiving', {
      warehouses,
      warehouseId: askedId(ctx, 'warehouse'),
      code: asked(ctx, 'code'),
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(receivingValidator)
    const warehouse = oneOf(await warehousesOf('all'), form.warehouseId)
    authorize(ctx, 'stock.write', warehouse.branch_id)
    const code = latinDigits(form.code)
    const variantId = await variantByCode(code)
    if (!variantId) throw new Refusal('unknown_code', { field: 'code' })

    const { quantity, note, key } = form
    const lines = [{ variantId, quantity }]
    await receiveStock({ warehouseId: warehouse.id, lines, note, by: actorOf(ctx), key })
    ctx.session.flash('success', ctx.i18n.t('warehouse.receiving.done', { quantity, code }))
    const path = `/desk/stock/receiving?warehouse=${warehouse.id}`
    return ctx.response.redirect().toPath(ctx.prefix + path)
  }
}

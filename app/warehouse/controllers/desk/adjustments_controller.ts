import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idField, idempotencyKeyField, quantityField, textField } from '#app/core/fields'
import { actorOf, authorize, idOf } from '#app/people/session'
import { adjustStock } from '#app/warehouse/actions/adjust_stock'
import { oneOf, warehousesOf } from '#app/warehouse/queries/scope'
import { CHOSEN_CAUSES } from '#app/warehouse/words'

const adjustmentValidator = vine.create({
  key: idempotencyKeyField(),
  warehouseId: idField(),
  cause: vine.enum(CHOSEN_CAUSES),
  quantity: quantityField({ max: 100_000 }),
  note: textField({ min: 3, max: 200 }),
})

/** Goods leave the books without a sale, or come back onto them, with the reason. */
export default class AdjustmentsController {
  async store(ctx: HttpContext) {
    const variantId = idOf(ctx, 'variantId')
    const form = await ctx.request.validateUsing(adjustmentValidator)
    const warehouse = oneOf(await warehousesOf('all'), form.warehouseId)
    authorize(ctx, 'stock.write', warehouse.branch_id)

    await adjustStock({ ...form, variantId, by: actorOf(ctx) })
    ctx.session.flash('success', ctx.i18n.t('warehouse.adjust.done', { quantity: form.quantity }))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/${variantId}`)
  }
}

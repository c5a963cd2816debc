import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idempotencyKeyField, quantityField } from '#app/core/fields'
import { askedId, nextPage } from '#app/core/asked'
import { actorOf, idOf, staffOf } from '#app/people/session'
import { closeLowStock } from '#app/warehouse/actions/close_low_stock'
import { setThreshold } from '#app/warehouse/actions/set_threshold'
import { lowStockNotices, lowStockPage } from '#app/warehouse/queries/low_stock'
import { warehousesOf } from '#app/warehouse/queries/scope'

const closingValidator = vine.create({ key: idempotencyKeyField() })
const thresholdValidator = vine.create({ pieces: quantityField({ min: 0, max: 10_000 }) })

/** What ran low, a notice a warehouse and day, for the keeper and his manager. */
export default class LowStockController {
  async index(ctx: HttpContext) {
    const page = await lowStockNotices(await this.#mine(ctx), askedId(ctx, 'after'))
    return ctx.view.render('warehouse/desk/low_notices', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
    })
  }

  async show(ctx: HttpContext) {
    const page = await lowStockPage(idOf(ctx), await this.#mine(ctx))
    return ctx.view.render('warehouse/desk/low_notice', page)
  }

  async close(ctx: HttpContext) {
    const { notice } = await lowStockPage(idOf(ctx), await this.#mine(ctx))
    const { key } = await ctx.request.validateUsing(closingValidator)
    await closeLowStock({ noticeId: Number(notice.id), by: actorOf(ctx), key })
    ctx.session.flash('success', ctx.i18n.t('warehouse.low.closed'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/low`)
  }

  async threshold(ctx: HttpContext) {
    const variantId = idOf(ctx, 'variantId')
    const { pieces } = await ctx.request.validateUsing(thresholdValidator)
    await setThreshold({ variantId, pieces })
    ctx.session.flash('success', ctx.i18n.t('warehouse.low.threshold_set', { pieces }))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/${variantId}`)
  }

  /** Warehouses in which he may write stock. */
  async #mine(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    return warehouses.map(({ id }) => id)
  }
}

import type { HttpContext } from '@adonisjs/core/http'
import { asked, askedId, nextPage } from '#app/core/asked'
import { idOf, staffOf } from '#app/people/session'
import { levels, LOW, stockCard, variantOnShelf } from '#app/warehouse/queries/levels'
import { thresholdOf } from '#app/warehouse/queries/low_stock'
import { oneOf, warehousesOf } from '#app/warehouse/queries/scope'
import { FIND_CAUSES, WRITE_OFF_CAUSES } from '#app/warehouse/words'

/** What lies where, and how it came and went. */
export default class StockController {
  async index(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.read'))
    const wanted = askedId(ctx, 'warehouse')
    const warehouse = wanted ? oneOf(warehouses, wanted) : (warehouses.at(0) ?? null)
    const filter = {
      q: asked(ctx, 'q'),
      low: asked(ctx, 'low') === '1',
      after: asked(ctx, 'after'),
    }
    const page = warehouse
      ? await levels({ ...filter, warehouseId: warehouse.id })
      : { rows: [], next: null }
    return ctx.view.render('warehouse/desk/stock', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      warehouses,
      warehouse,
      filter,
      lowAt: LOW,
      mayReceive: staffOf(ctx).can('stock.write', warehouse?.branch_id),
    })
  }

  /** A shelf: the card of what lies on it. */
  async level(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.read'))
    const variantId = await variantOnShelf(
      idOf(ctx),
      warehouses.map(({ id }) => id)
    )
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/${variantId}`)
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const warehouses = await warehousesOf(staff.branchesFor('stock.read'))
    const ids = warehouses.map((warehouse) => warehouse.id)
    const card = await stockCard(idOf(ctx, 'variantId'), ids, asked(ctx, 'after'))
    return ctx.view.render('warehouse/desk/stock_card', {
      ...card,
      next: nextPage(ctx, card.next),
      mayReceive: staff.can('stock.write'),
      adjustable: warehouses.filter(({ branch_id: id }) => staff.can('stock.write', id)),
      threshold: await thresholdOf(card.variant.id),
      writeOffCauses: WRITE_OFF_CAUSES,
      findCauses: FIND_CAUSES,
    })
  }
}

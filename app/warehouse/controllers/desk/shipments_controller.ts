import type { HttpContext } from '@adonisjs/core/http'
import { askedId, askedOne, nextPage } from '#app/core/asked'
import { staffOf } from '#app/people/session'
import { shipments } from '#app/warehouse/queries/papers'
import { warehousesOf } from '#app/warehouse/queries/scope'
import { SHIPMENT_STATUSES } from '#app/warehouse/words'

/** What is on its way, and what arrived. */
export default class ShipmentsController {
  async index(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('shipments.work'))
    const status = askedOne(ctx, 'status', SHIPMENT_STATUSES) ?? 'sent'
    const warehouseIds = warehouses.map((warehouse) => warehouse.id)
    const page = await shipments({ warehouseIds, status, after: askedId(ctx, 'after') })
    return ctx.view.render('warehouse/desk/shipments', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      status,
      statuses: SHIPMENT_STATUSES,
    })
  }
}

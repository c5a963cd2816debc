import type { HttpContext } from '@adonisjs/core/http'
import { askedId, askedOne, nextPage } from '#app/core/asked'
import { live } from '#app/messaging/live'
import { settings } from '#app/people/models/setting'
import { idOf, staffOf } from '#app/people/session'
import { remittancePage, remittances } from '#app/warehouse/queries/papers'
import { warehousesOf } from '#app/warehouse/queries/scope'
import { REMITTANCE_STATUSES } from '#app/warehouse/words'

/** The keeper's queue, and one remittance with what is to be done about it. */
export default class RemittancesController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('remittances.work')
    const warehouses = await warehousesOf(branches)
    const status = askedOne(ctx, 'status', REMITTANCE_STATUSES) ?? 'waiting'
    const warehouseIds = warehouses.map((warehouse) => warehouse.id)
    const page = await remittances({ warehouseIds, status, after: askedId(ctx, 'after') })
    return ctx.view.render('warehouse/desk/remittances', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      status,
      statuses: REMITTANCE_STATUSES,
      channels: (branches === 'all' ? [0] : branches).map(live.desk).join(' '),
    })
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const warehouses = await warehousesOf(staff.branchesFor('remittances.work'))
    const warehouseIds = warehouses.map((warehouse) => warehouse.id)
    const page = await remittancePage(idOf(ctx), warehouseIds)
    const branchId = Number(page.remittance.branch_id)
    return ctx.view.render('warehouse/desk/remittance', {
      ...page,
      weight: page.lines.reduce((sum, line) => sum + line.weight_grams * line.quantity, 0),
      mustScan: await settings.get('scanToPick'),
      ships: staff.can('shipments.work', branchId),
    })
  }
}

import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idField, idempotencyKeyField } from '#app/core/fields'
import { askedId, nextPage } from '#app/core/asked'
import { categoryTree } from '#app/catalogue/categories'
import { actorOf, authorize, idOf, staffOf } from '#app/people/session'
import { openCount } from '#app/warehouse/actions/open_count'
import { countPage, counts, lastScan, uncounted } from '#app/warehouse/queries/counts'
import { oneOf, warehousesOf } from '#app/warehouse/queries/scope'
import { FIND_CAUSES, WRITE_OFF_CAUSES } from '#app/warehouse/words'

const countValidator = vine.create({
  key: idempotencyKeyField(),
  warehouseId: idField(),
  categoryId: idField().optional(),
})

/** Sheets on which staff count without seeing what should be there. */
export default class CountsController {
  async index(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    const tree = await categoryTree()
    const page = await counts(
      warehouses.map(({ id }) => id),
      askedId(ctx, 'after')
    )
    return ctx.view.render('warehouse/desk/counts', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      warehouses,
      categories: tree.roots.flatMap((root) => [root, ...tree.childrenOf(root.id)]),
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(countValidator)
    const warehouse = oneOf(await warehousesOf('all'), form.warehouseId)
    authorize(ctx, 'stock.write', warehouse.branch_id)
    const { countId } = await openCount({ ...form, by: actorOf(ctx) })
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/counts/${countId}`)
  }

  async show(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    const page = await countPage(
      idOf(ctx),
      warehouses.map(({ id }) => id)
    )
    const { id, status, warehouse_id: warehouseId, category_id: categoryId } = page.count
    const tree = await categoryTree()
    const family = categoryId ? tree.familyOf(Number(categoryId)) : null
    const reviewed = status === 'review'
    return ctx.view.render('warehouse/desk/count', {
      ...page,
      last: status === 'open' ? await lastScan(id, staffOf(ctx).id) : null,
      missing: reviewed ? await uncounted(id, warehouseId, family) : 0,
      writeOffCauses: WRITE_OFF_CAUSES,
      findCauses: FIND_CAUSES,
    })
  }
}

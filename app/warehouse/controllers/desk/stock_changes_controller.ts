import type { HttpContext } from '@adonisjs/core/http'
import { staffOf } from '#app/people/session'
import { numberStockChanges } from '#app/warehouse/actions/number_stock_changes'
import { stockChanges } from '#app/warehouse/queries/stock_changes'

const MOST = 500
const USUAL = 100

/** Changes of stock as JSON, for other systems that follow them by a cursor. Reads only. */
export default class StockChangesController {
  async index(ctx: HttpContext) {
    const { after = '0', limit = String(USUAL) } = ctx.request.qs()
    const cursor = whole(after)
    const most = whole(limit)
    ctx.response.header('Cache-Control', 'private, no-store')
    if (cursor === null || !most) return ctx.response.status(422).json({ code: 'bad_cursor' })
    await numberStockChanges()
    const branches = staffOf(ctx).branchesFor('stock.read')
    const asked = { after: cursor, limit: Math.min(most, MOST), branches }
    return ctx.response.json(await stockChanges(asked))
  }
}

/** A whole number that somebody put into the address, or null. */
function whole(text: unknown): number | null {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}

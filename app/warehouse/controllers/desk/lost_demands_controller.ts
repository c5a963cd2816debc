import type { HttpContext } from '@adonisjs/core/http'
import { asked, askedOne, nextPage } from '#app/core/asked'
import { lostGoods, lostSearches } from '#app/warehouse/queries/lost_demand'

const PERIODS = ['7', '30', '90'] as const

/** What customers wanted and could not have: what to order, and what to take into the range. */
export default class LostDemandsController {
  async index(ctx: HttpContext) {
    const period = askedOne(ctx, 'days', PERIODS) ?? '30'
    const days = Number(period)
    const page = await lostGoods({ days, after: asked(ctx, 'after') })
    return ctx.view.render('warehouse/desk/lost_demand', {
      rows: page.rows,
      next: nextPage(ctx, page.next),
      searches: asked(ctx, 'after') ? [] : await lostSearches(days),
      period,
      periods: PERIODS,
    })
  }
}

import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { staffOf } from '#app/people/session'
import { askedOf } from '#app/reports/asked'
import { EXPORTS, type ExportName } from '#app/reports/exports'
import { PERIODS } from '#app/reports/period'
import { dashboardOf, shareOf } from '#app/reports/queries/dashboard'
import { type After, type FigureName, figureRows, FIGURES } from '#app/reports/queries/figure_rows'

const LISTS = Object.keys(EXPORTS) as ExportName[]

/** Sales and club on one page, and the rows behind each number. */
export default class ReportsController {
  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const asked = await askedOf(ctx)
    const board = await dashboardOf(asked.period, asked.scope, asked.branches)
    const { picturesOf } = await import('#app/reports/pictures')
    return ctx.view.render('reports/desk/dashboard', {
      asked,
      board,
      periods: PERIODS,
      pictures: picturesOf(board, ctx.locale),
      memberShare: shareOf(board.members.net, board.totals.net),
      repeatRate: shareOf(board.buyers.again, board.buyers.buyers),
      mayExport: staff.can('reports.export'),
      lists: LISTS.filter((list) => staff.can('reports.export') && staff.can(EXPORTS[list].right)),
      query: this.#query(ctx),
    })
  }

  async rows(ctx: HttpContext) {
    const name = found(Object.keys(FIGURES).find((known) => known === ctx.params.figure))
    const asked = await askedOf(ctx)
    const { rows, next } = await figureRows(
      name as FigureName,
      asked.period,
      asked.scope,
      this.#after(ctx)
    )
    const query = this.#query(ctx)
    return ctx.view.render('reports/desk/rows', {
      figure: name,
      asked,
      rows,
      query,
      next: next && `${query}&after=${encodeURIComponent(`${next.at}~${next.id}`)}`,
    })
  }

  /** Period and branch, as the links of the page carry them on. */
  #query(ctx: HttpContext) {
    const { period = '', branch = '' } = ctx.request.qs()
    return `?${new URLSearchParams({ period: String(period), branch: String(branch) })}`
  }

  #after(ctx: HttpContext): After | null {
    const [, at, id] = /^([\d: -]{19})~(\d{1,16})$/.exec(String(ctx.request.qs().after)) ?? []
    return at ? { at, id: Number(id) } : null
  }
}

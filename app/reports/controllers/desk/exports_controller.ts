import type { HttpContext } from '@adonisjs/core/http'
import TierRun from '#app/club/models/tier_run'
import { askedId } from '#app/core/asked'
import { found } from '#app/core/refusal'
import { Forbidden } from '#app/people/forbidden'
import { audit } from '#app/people/models/audit'
import { idOf, staffOf } from '#app/people/session'
import { askedOf } from '#app/reports/asked'
import { bookOf } from '#app/reports/board_book'
import { streamBook, streamSheet } from '#app/reports/excel'
import { EXPORTS, type ExportName, sheetOf, tierMovesSheet } from '#app/reports/exports'
import { dashboardOf } from '#app/reports/queries/dashboard'
import type { Scope } from '#app/reports/queries/sales_figures'

/** What leaves the house as Excel files. Each is in the audit: who took which list when. */
export default class ExportsController {
  async board(ctx: HttpContext) {
    const { period, scope, branches, branchId } = await askedOf(ctx)
    const board = await dashboardOf(period, scope, branches)
    await audit('exported', { branchId, after: { list: 'reports', period: period.name } }, ctx)
    return streamBook(ctx, `reports-${period.name}`, bookOf(board, ctx.locale))
  }

  async list(ctx: HttpContext) {
    const name = found(Object.keys(EXPORTS).find((known) => known === ctx.params.list))
    const scope = this.#scope(ctx, name as ExportName)
    const of = askedId(ctx, 'of')
    await audit('exported', { after: { list: name, ...(of && { of }) } }, ctx)
    return streamSheet(ctx, await sheetOf(name as ExportName, scope, ctx.locale, of))
  }

  /** Whom a re-evaluation of tiers moves. */
  async tierMoves(ctx: HttpContext) {
    const run = found(await TierRun.find(idOf(ctx)))
    if (!staffOf(ctx).can('tiers.write')) throw new Forbidden('tiers.write')
    await audit('exported', { after: { list: `tier-run-${run.id}` } }, ctx)
    return streamSheet(ctx, tierMovesSheet(run.id, ctx.locale))
  }

  /** Branches in which he may both read the list and take it along. */
  #scope(ctx: HttpContext, name: ExportName): Scope {
    const staff = staffOf(ctx)
    const { right } = EXPORTS[name]
    if (!staff.can(right)) throw new Forbidden(right)
    const [readable, takeable] = [staff.branchesFor(right), staff.branchesFor('reports.export')]
    if (readable === 'all') return takeable
    return takeable === 'all' ? readable : readable.filter((id) => takeable.includes(id))
  }
}

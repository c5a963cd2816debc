import type { HttpContext } from '@adonisjs/core/http'
import { clock } from '#app/core/clock'
import Branch from '#app/people/models/branch'
import { authorize, staffOf } from '#app/people/session'
import { type Period, periodOf } from '#app/reports/period'
import type { Scope } from '#app/reports/queries/sales_figures'

/** What a report is asked for: its period, and the branches that the right reaches. */
export interface Asked {
  period: Period
  scope: Scope
  /** The one branch that was chosen; null: all that may be seen. */
  branchId: number | null
  /** Branches that may be chosen. */
  branches: Branch[]
}

export async function askedOf(ctx: HttpContext): Promise<Asked> {
  const mine = staffOf(ctx).branchesFor('reports.read')
  const all = await Branch.active()
  const branches = mine === 'all' ? all : all.filter(({ id }) => mine.includes(id))
  const branchId = chosen(ctx.request.qs().branch)
  if (branchId) authorize(ctx, 'reports.read', branchId)
  const scope = branchId ? [branchId] : mine
  return { period: periodOf(ctx.request.qs().period, clock.now()), scope, branchId, branches }
}

function chosen(value: unknown): number | null {
  return typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : null
}

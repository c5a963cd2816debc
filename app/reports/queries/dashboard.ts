import type { Rial } from '#app/core/money'
import type Branch from '#app/people/models/branch'
import {
  buyersOf,
  creditByDay,
  type CreditFlow,
  type DayCredit,
  liabilityNow,
  newMembers,
  ratingsOf,
  workNow,
} from '#app/reports/queries/club_figures'
import {
  type DaySales,
  salesOf,
  type Scope,
  topCategories,
  totalsOf,
} from '#app/reports/queries/sales_figures'
import type { Period } from '#app/reports/period'

/** All that the page and its Excel file show, read once. Amounts in Rial. */
export async function dashboardOf(period: Period, scope: Scope, branches: readonly Branch[]) {
  const [sales, credit, liability, joined, buyers, work, ratings, categories] = await Promise.all([
    salesOf(period, scope),
    creditByDay(period, scope),
    liabilityNow(),
    newMembers(period, scope),
    buyersOf(period, scope),
    workNow(scope),
    ratingsOf(period, scope),
    topCategories(period, scope),
  ])
  return {
    period,
    sales,
    credit,
    liability,
    newMembers: joined,
    buyers,
    work,
    ratings,
    categories,
    totals: totalsOf(sales),
    web: totalsOf(sales.filter((row) => row.channel === 'web')),
    till: totalsOf(sales.filter((row) => row.channel === 'till')),
    members: totalsOf(sales.filter((row) => row.byMember)),
    flows: flowsOf(credit),
    byBranch: byBranch(sales, branches),
  }
}

export type Dashboard = Awaited<ReturnType<typeof dashboardOf>>

function flowsOf(credit: readonly DayCredit[]): Record<CreditFlow, Rial> {
  const sums = { given: 0, spent: 0, expired: 0 }
  for (const { flow, amount } of credit) sums[flow] += amount
  return sums
}

function byBranch(sales: readonly DaySales[], branches: readonly Branch[]) {
  return branches
    .map((branch) => ({
      branch,
      ...totalsOf(sales.filter((row) => row.branchId === branch.id)),
    }))
    .filter((row) => row.invoices > 0)
    .sort((a, b) => b.net - a.net)
}

/** A share in basis points; nothing of nothing is nothing. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 10_000) : 0
}

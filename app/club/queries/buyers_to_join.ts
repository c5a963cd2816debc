import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { membershipTerms, type PurchaseRule } from '#app/club/membership'

/** Customers that are looked at together. */
const PAGE = 500

/** Customers who are no members and have bought enough by one of the rules. */
export async function buyersToJoin(): Promise<number[]> {
  const { purchases } = await membershipTerms()
  const ids = new Set<number>()
  for (const rule of purchases) for (const id of await buyersBy(rule)) ids.add(id)
  return [...ids]
}

async function buyersBy(rule: PurchaseRule): Promise<number[]> {
  const since = sqlTime(clock.now().minus({ days: rule.days }))
  const enough: number[] = []
  for (let place = 0; ;) {
    const page = await candidates(rule, since, place)
    if (page.length > 0) enough.push(...(await reachedBy(page, rule, since)))
    if (page.length < PAGE) return enough
    place = page[page.length - 1]
  }
}

/** Who bought so much in all and something of late may have bought so much of late; by key. */
async function candidates({ amount }: PurchaseRule, since: string, after: number) {
  const rows = await db
    .from('customer_stats as s')
    .leftJoin('members as m', 'm.customer_id', 's.customer_id')
    .where('s.customer_id', '>', after)
    .where('s.spent', '>=', amount)
    .where('s.last_purchase_at', '>=', since)
    .whereNull('m.id')
    .orderBy('s.customer_id')
    .limit(PAGE)
    .select('s.customer_id')
  return rows.map((row) => Number(row.customer_id))
}

async function reachedBy(ids: number[], { amount }: PurchaseRule, since: string) {
  const rows = await db
    .from('customer_purchases')
    .whereIn('customer_id', ids)
    .where('created_at', '>=', since)
    .groupBy('customer_id')
    .havingRaw('SUM(amount) >= ?', [amount])
    .select('customer_id')
  return rows.map((row) => Number(row.customer_id))
}

import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { jalaliParts, jalaliYearRange } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { type Client, sqlTime } from '#app/core/sql'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'

export interface TierProgress {
  /** Net purchases of this Jalali year, in Rial. */
  bought: Rial
  /** The tier above; null for the highest. */
  next: Tier | null
  /** What is missing until then, in Rial. */
  missing: Rial
  /** 0 to 100. */
  percent: number
}

/** How far this year's purchases have brought a member on the way to the next tier. */
export async function tierProgress(member: Member): Promise<TierProgress> {
  const [ladder, bought] = await Promise.all([Tier.ladder(), purchasesOfYear(member.customerId)])
  const next = ladder.find(({ position }) => position > member.tier.position) ?? null
  if (!next) return { bought, next, missing: 0, percent: 100 }
  const missing = Math.max(0, next.threshold - bought)
  const percent = next.threshold > 0 ? Math.floor((bought / next.threshold) * 100) : 100
  return { bought, next, missing, percent: Math.max(0, Math.min(100, percent)) }
}

/** Net purchases of the current Jalali year, in Rial. */
export async function purchasesOfYear(customerId: number, client?: Client): Promise<Rial> {
  const { start, end } = jalaliYearRange(jalaliParts(clock.now()).year)
  const row = await (client ?? db.connection())
    .from('customer_purchases')
    .where('customer_id', customerId)
    .where('created_at', '>=', sqlTime(start))
    .where('created_at', '<', sqlTime(end))
    .sum('amount as total')
    .first()
  return Number(row?.total ?? 0)
}

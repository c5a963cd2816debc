import db from '@adonisjs/lucid/services/db'
import { ShortCache } from '#app/people/short_cache'
import Tier from '#app/club/models/tier'

/** How many members each tier has, by its id; up to a minute old, so that opening the page counts nothing. */
const counts = new ShortCache(async (client) => {
  const rows = await client.from('members').groupBy('tier_id').select('tier_id').count('* as n')
  return new Map(rows.map((row) => [Number(row.tier_id), Number(row.n)]))
}, 60)

export const membersByTier = (): Promise<Map<number, number>> => counts.get(db.connection())

/** The same, counted now: for who is about to decide by it. */
export function membersByTierNow(): Promise<Map<number, number>> {
  counts.forget()
  return membersByTier()
}

/** Tiers that were ended and whose members are still being moved; how many are left, and where to. */
export async function leavingNow() {
  const standing = await Tier.standing()
  const ended = await Tier.query().whereNotNull('ended_at').orderBy('id')
  const moving = []
  for (const from of ended) {
    const left = await db.from('members').where('tier_id', from.id).count('* as n').firstOrFail()
    if (Number(left.n) > 0) moving.push({ from, to: standing.get(from.id)!, left: Number(left.n) })
  }
  return moving
}

import db from '@adonisjs/lucid/services/db'
import { ShortCache } from '#app/people/short_cache'

/** How many members each tier has, by its id; up to a minute old, so that opening the page counts nothing. */
const counts = new ShortCache(async (client) => {
  const rows = await client.from('members').groupBy('tier_id').select('tier_id').count('* as n')
  return new Map(rows.map((row) => [Number(row.tier_id), Number(row.n)]))
}, 60)

export const membersByTier = (): Promise<Map<number, number>> => counts.get(db.connection())

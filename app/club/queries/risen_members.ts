import db from '@adonisjs/lucid/services/db'
import { sqlTime } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import { TIER_OF_MEMBER } from '#app/club/models/tier'
import { risingWindow } from '#app/club/tier_window'

/** How many of the latest purchases are looked at: the table is long, and only a buyer rises. */
const LATEST = 5000

/** Customers among the latest buyers whose purchases of the window lead to a higher tier. */
export async function risenMembers(): Promise<number[]> {
  const { start } = risingWindow(await settings.get('tierReview'))
  const last = await db.from('customer_purchases').max('id as id').first()
  const answer = await db.rawQuery(
    `SELECT p.customer_id AS id
     FROM (SELECT DISTINCT customer_id FROM customer_purchases WHERE id > ?) AS buyers
     JOIN members m ON m.customer_id = buyers.customer_id
     ${TIER_OF_MEMBER}
     LEFT JOIN manual_tiers h ON h.active_key = m.id AND h.holds_down = 1
     JOIN customer_purchases p ON p.customer_id = m.customer_id AND p.created_at >= ?
     WHERE h.id IS NULL
     GROUP BY p.customer_id, t.position
     HAVING SUM(p.amount) >= (SELECT MIN(h.threshold) FROM tiers h WHERE h.position > t.position AND h.ended_at IS NULL)`,
    [Number(last?.id ?? 0) - LATEST, sqlTime(start)]
  )
  const rows = (db.connection().dialect.name === 'mysql' ? answer[0] : answer) as { id: number }[]
  return rows.map((row) => Number(row.id))
}

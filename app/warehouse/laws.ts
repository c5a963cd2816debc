import type { Client } from '#app/core/sql'

/** What in the books breaks a law: the row and how it differs. */
interface Breach {
  where: string
  what: string
}

interface Law {
  name: string
  check(client: Client): Promise<Breach[]>
}

interface Difference {
  place: string
  says: number
  should: number
}

/** A law whose query lists the rows where two sums differ. */
function law(name: string, sql: string): Law {
  return {
    name,
    async check(client) {
      return differences(await client.rawQuery(sql)).map(({ place, says, should }) => ({
        where: place,
        what: `${says} ≠ ${should}`,
      }))
    },
  }
}

function differences(answer: unknown): Difference[] {
  const list = answer as [Difference[]] | Difference[]
  return Array.isArray(list[0]) ? list[0] : (list as Difference[])
}

/** The levels named by variant and warehouse, in the words of the database at hand. */
const LEVELS = `FROM stock_levels s`

export const laws: Law[] = [
  law(
    'what lies in a warehouse is the sum of its movements',
    `SELECT s.id AS place, s.on_hand AS says, COALESCE(m.total, 0) AS should ${LEVELS}
     LEFT JOIN (SELECT variant_id, warehouse_id, SUM(quantity) AS total FROM movements
       GROUP BY variant_id, warehouse_id) m
       ON m.variant_id = s.variant_id AND m.warehouse_id = s.warehouse_id
     WHERE s.on_hand <> COALESCE(m.total, 0)`
  ),
]

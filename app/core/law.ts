import type { Client } from '#app/core/sql'

/** One row (or sum) that does not obey: where it is, what it should be, what it is. */
export interface Breach {
  /** Table and row, e.g. `accounts 12 (member_credit:42)`. */
  where: string
  expected: number | string
  found: number | string
}

/**
 * What must hold between the books at any moment, whatever happened. Checked after every step in
 * tests, and by `node ace laws:check` on the running shop.
 */
export interface Law {
  /** What it says, e.g. `ledger: balance = transfers in − transfers out`. */
  name: string
  check(client: Client): Promise<Breach[]>
}

/** The first so many breaches are enough to see what is wrong. */
export const MOST_BREACHES = 50

/**
 * A law as one query that finds the rows which break it: columns `place`, `expected`, `found`.
 * `where` makes the breach's place of it, e.g. `accounts 12`.
 */
export function lawBySql(name: string, where: string, sql: string): Law {
  return {
    name,
    async check(client) {
      const answer = await client.rawQuery(`${sql} LIMIT ${MOST_BREACHES}`)
      const rows = (client.dialect.name === 'mysql' ? answer[0] : answer) as BreachRow[]
      return rows.map((row) => ({
        where: `${where} ${row.place}`,
        expected: plain(row.expected),
        found: plain(row.found),
      }))
    },
  }
}

interface BreachRow {
  place: string | number
  expected: string | number | null
  found: string | number | null
}

const plain = (value: string | number | null) => value ?? 'nothing'

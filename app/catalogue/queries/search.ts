import db from '@adonisjs/lucid/services/db'

/** A part of a WHERE about products `p`, with its values. */
export interface Condition {
  sql: string
  values: (string | number)[]
}

/** So many products under one beginning, and the word is common: it cannot narrow a search. */
const COMMON = 200

const upTo = (term: string) => [term, `${term}\u{10FFFF}`]

/**
 * What a product must fulfil to be found by all of these folded beginnings of words. Rare words are
 * looked up first and give the ids; common ones are only checked, because a list in order of key
 * meets enough of them soon; only words that are common and hardly ever together make it walk far.
 * A range stands instead of LIKE: both databases read it from the index of terms.
 * @returns null when nothing can be found
 */
export async function searchConditions(terms: string[]): Promise<Condition[] | null> {
  if (terms.length === 0) return []
  const conditions: Condition[] = []
  let ids: Set<number> | null = null
  for (const { term, found } of await probe(terms)) {
    if (found.size >= COMMON) conditions.push({ sql: HAS_WORD, values: upTo(term) })
    else ids = ids === null ? found : ids.intersection(found)
  }
  if (ids?.size === 0) return null
  if (ids) conditions.unshift({ sql: `p.id IN (${marks(ids.size)})`, values: [...ids] })
  return conditions
}

const HAS_WORD =
  'EXISTS (SELECT 1 FROM product_terms t WHERE t.product_id = p.id AND t.term >= ? AND t.term < ?)'

const marks = (count: number) => Array.from({ length: count }, () => '?').join(', ')

/** The first products under each beginning, all in one statement. */
async function probe(terms: string[]): Promise<{ term: string; found: Set<number> }[]> {
  const part = (place: number) =>
    `SELECT * FROM (SELECT DISTINCT ${place} AS place, product_id FROM product_terms
       WHERE term >= ? AND term < ? LIMIT ${COMMON}) part`
  const answer = await db.rawQuery(
    terms.map((_, place) => part(place)).join(' UNION ALL '),
    terms.flatMap(upTo)
  )
  const rows: { place: number; product_id: number }[] =
    db.connection().dialect.name === 'mysql' ? answer[0] : answer
  const found = terms.map((term) => ({ term, found: new Set<number>() }))
  for (const row of rows) found[row.place].found.add(Number(row.product_id))
  return found
}

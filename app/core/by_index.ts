import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import db from '@adonisjs/lucid/services/db'

/**
 * Reads the list's own table by this index, whose last column is the id that the list is paged by.
 * Left to itself MariaDB finds a page of a status or branch that has most of a large table by another
 * key, by two keys at once with a sort, or begins with a joined table: a hundred thousand rows for
 * a page. To SQLite the telling is a comment. @param table with its alias, as it stands in the query, `invoices as i`
 */
export function byIndex<Q extends DatabaseQueryBuilderContract>(
  query: Q,
  table: string,
  index: string
): Q {
  const client = db.connection().getReadClient()
  query.knexQuery.from(client.raw(`${table} /*! FORCE INDEX (${index}) */`))
  return query
}

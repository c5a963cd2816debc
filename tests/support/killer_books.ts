import db from '@adonisjs/lucid/services/db'

/*
 * The whole database as figures: how many rows each table has, how many in each state, and the sums
 * of what is counted in Rial or pieces. What changed nothing leaves them all as they were.
 */

export type Books = Record<string, number>

const STATES = new Set(['status', 'state', 'outcome'])
const SUMS = new Set([
  'amount',
  'available',
  'held',
  'remaining',
  'lapsed',
  'on_hand',
  'reserved',
  'quantity',
  'last',
  'spent',
  'purchases',
  'tries',
  'total',
  'credit_amount',
  'credit_spent',
  'credit_earned',
])

/** Rows that say what stands, not what came or went: their sum means nothing. */
const STANDINGS = new Set(['stock_changes'])

/**
 * No book: what processes tell each other a moment after a commit, never at a fixed time, and what a
 * "no" keeps for the form that is shown again.
 */
const TALK = new Set(['live_news', 'typed_inputs'])

let shape: { database: string; tables: Map<string, string[]> } | null = null

/** Tables with their columns; the same for every database of the run. */
async function tables() {
  const { dialect } = db.connection()
  if (shape?.database === dialect.name) return shape.tables
  const all = await db.connection().getAllTables()
  const names = all.filter((name) => !/^(adonis|sqlite)_/.test(name) && !TALK.has(name))
  const found = new Map<string, string[]>()
  for (const name of names) {
    found.set(name, Object.keys(await db.connection().columnsInfo(name)))
  }
  shape = { database: dialect.name, tables: found }
  return found
}

/** Every figure; `without` leaves tables out. */
export async function books(without: readonly string[] = []): Promise<Books> {
  const figures: Books = {}
  for (const [table, columns] of await tables()) {
    if (!without.includes(table)) await count(table, columns, figures)
  }
  return figures
}

async function count(table: string, columns: string[], figures: Books) {
  const sums = STANDINGS.has(table) ? [] : columns.filter((column) => SUMS.has(column))
  const states = columns.filter((column) => STATES.has(column))
  const quoted = (column: string) => `COALESCE(SUM(${column}), 0) AS ${column}`
  const query = db
    .from(table)
    .select(...states, db.raw(['COUNT(*) AS n', ...sums.map(quoted)].join(', ')))
  const rows = await (states.length > 0 ? query.groupBy(states) : query)
  for (const row of rows) {
    const state = states.map((column) => ` ${row[column]}`).join('')
    for (const column of ['n', ...sums]) {
      if (Number(row[column]) !== 0) figures[`${table}${state} ${column}`] = Number(row[column])
    }
  }
}

/** What became of the figures: only those that changed. */
export function difference(before: Books, after: Books): Books {
  const changed: Books = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = (after[name] ?? 0) - (before[name] ?? 0)
    if (change !== 0) changed[name] = change
  }
  return changed
}

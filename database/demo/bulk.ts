import type { Client } from '#app/core/sql'

type Value = string | number | null
export type Row = Record<string, Value>
/** A row that has its id. */
export type Stored = Row & { id: number }

/** Parents before children, so that every foreign key finds its row. */
const TABLES = [
  'customers',
  'accounts',
  'members',
  'cards',
  'wallets',
  'crm_cases',
  'products',
  'variants',
  'product_terms',
  'stock_levels',
  'holds',
  'pre_invoices',
  'pre_invoice_lines',
  'validations',
  'cancellations',
  'payments',
  'invoices',
  'invoice_lines',
  'crm_records',
  'tasks',
  'transfers',
  'lots',
  'lot_draws',
  'reservations',
  'remittances',
  'remittance_lines',
  'shipments',
  'movements',
  'till_sales',
  'customer_stats',
  'customer_purchases',
] as const
export type BulkTable = (typeof TABLES)[number]

const WITHOUT_ID: readonly BulkTable[] = ['product_terms', 'customer_stats']
const ROWS_AT_ONCE = 400

/**
 * Rows that are thought out in memory and written together. Ids are given out here, in the order of
 * adding, so rows may point at each other before any is stored, and a row may still be changed.
 */
export class Bulk {
  readonly #rows = new Map<BulkTable, Row[]>()
  readonly #last = new Map<BulkTable, number>()

  /** Goes on after the ids that the database has already. */
  static async open(client: Client): Promise<Bulk> {
    const bulk = new Bulk()
    for (const table of TABLES) {
      if (WITHOUT_ID.includes(table)) continue
      const [row] = await client.from(table).max('id as last')
      bulk.#last.set(table, Number(row.last ?? 0))
    }
    return bulk
  }

  /** Keeps the row and answers its id. */
  add(table: BulkTable, row: Row): number {
    return Number(this.row(table, row).id)
  }

  /** Keeps the row and answers it, with its id: what is changed in it later is written too. */
  row(table: BulkTable, row: Row): Stored {
    const rows = this.#rows.get(table) ?? []
    if (rows.length === 0) this.#rows.set(table, rows)
    const id = (this.#last.get(table) ?? 0) + 1
    if (!WITHOUT_ID.includes(table)) {
      this.#last.set(table, id)
      row.id = id
    }
    rows.push(row)
    return row as Stored
  }

  count(): number {
    return [...this.#rows.values()].reduce((sum, rows) => sum + rows.length, 0)
  }

  /** Writes and forgets all rows; `written` hears how many of them are stored so far. */
  async write(client: Client, written: (rows: number) => void = () => {}) {
    let stored = 0
    for (const table of TABLES) {
      const rows = this.#rows.get(table) ?? []
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const chunk = rows.slice(start, start + ROWS_AT_ONCE)
        await insert(client, table, chunk, columnsOf(rows))
        stored += chunk.length
        written(stored)
      }
    }
    this.#rows.clear()
  }
}

/** Rows of a table have the same keys, but for a few that are set later on some of them. */
function columnsOf(rows: readonly Row[]): string[] {
  const columns = new Set<string>()
  for (const row of rows) for (const column in row) columns.add(column)
  return [...columns]
}

async function insert(client: Client, table: BulkTable, rows: readonly Row[], columns: string[]) {
  const places = `(${columns.map(() => '?').join(',')})`
  const bindings: Value[] = []
  for (const row of rows) for (const column of columns) bindings.push(row[column] ?? null)
  await client.rawQuery(
    `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array(rows.length).fill(places).join(',')}`,
    /* Lucid's type of bindings knows no null; the drivers do. */
    bindings as string[]
  )
}

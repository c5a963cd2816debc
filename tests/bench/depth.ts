/*
 * What a page of each list of the desk reads on MariaDB, first and deep:
 * `NODE_ENV=test DB_CONNECTION=mysql DB_SOCKET=… node --import=@poppinss/ts-exec tests/bench/depth.ts`.
 * Fills the tables in bulk (`DEPTH_ROWS`, 1,000,000 unless said) so that one branch, warehouse and
 * status has nine tenths of each, and prints for each list how many rows its statements touched
 * (`ANALYZE FORMAT=JSON`) and how long they took. Nothing is written that a shop could read.
 */
import { boot, say } from '#tests/bench/boot'

const ROWS = Number(process.env.DEPTH_ROWS ?? 1_000_000)
const ONLY = process.argv[2]

const house = await boot()
const { default: db } = await import('@adonisjs/lucid/services/db')
const { statementsOf } = await import('#tests/support/statements')
const { Shop } = await import('#tests/many/world')
const { given } = await import('#tests/support/given')
const lists = await import('#app/sales/queries/lists')
const papers = await import('#app/warehouse/queries/papers')
const { returnList } = await import('#app/sales/queries/returns')
const { payoutList } = await import('#app/sales/queries/wallet_papers')
const { latestReceipts } = await import('#app/till/queries/receipts')
const { ticketQueue } = await import('#app/aftersales/queries/ticket_lists')
const { outboxList } = await import('#app/messaging/queries/outbox_list')
const { auditList } = await import('#app/people/queries/audit_list')
const { adjustmentList } = await import('#app/club/queries/adjustments')
const { movesOf } = await import('#app/club/queries/tier_runs')
const { customerList } = await import('#app/front/queries/customer_list')
const { customerFile } = await import('#app/crm/queries/timeline')
const { figureRows } = await import('#app/reports/queries/figure_rows')

const drop = await house.freshDatabase()
const shop = await Shop.open()
const other = await given.branch()
await shop.delivered()
const { branchId, warehouseId } = shop
/** Enough that nobody begins a join with them. */
const CUSTOMERS = Math.floor(ROWS / 4)
const FIRST_CUSTOMER = 1_000_001
const customerId = FIRST_CUSTOMER + 7

/** Nine of ten rows are of the one, the tenth is of the other. */
const mostly = (one: unknown, another: unknown, every = 7) =>
  `CASE WHEN n % ${every} = 0 THEN ${another} ELSE ${one} END`

type Column = Record<
  'name' | 'type' | 'nullable' | 'extra' | 'refTable' | 'refColumn',
  string | null
>

async function columnsOf(table: string): Promise<Column[]> {
  const [rows] = await db.rawQuery(
    `SELECT c.column_name AS name, c.data_type AS type, c.is_nullable AS nullable, c.extra AS extra,
       k.referenced_table_name AS refTable, k.referenced_column_name AS refColumn
     FROM information_schema.columns c
     LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema
       AND k.table_name = c.table_name AND k.column_name = c.column_name
       AND k.referenced_table_name IS NOT NULL
     WHERE c.table_schema = DATABASE() AND c.table_name = ?`,
    [table]
  )
  return rows
}

async function uniqueColumns(table: string): Promise<Set<string>> {
  const [rows] = await db.rawQuery(
    `SELECT DISTINCT column_name AS name FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0`,
    [table]
  )
  return new Set((rows as { name: string }[]).map(({ name }) => name))
}

const isNumber = (type: string | null) => /int|decimal/.test(String(type))

async function valueOf(column: Column, unique: boolean): Promise<string> {
  const { name, nullable, refTable, refColumn, type } = column
  if (name === 'branch_id') return mostly(branchId, other.id, 10)
  if (name === 'warehouse_id') return mostly(warehouseId, other.warehouseId, 10)
  if (name === 'customer_id') return `${FIRST_CUSTOMER} + n % ${CUSTOMERS}`
  if (unique && !refTable) return isNumber(type) ? '1000000 + n' : `CONCAT('x', n)`
  if (nullable === 'YES') return 'NULL'
  if (refTable && !unique) {
    const [[row]] = await db.rawQuery(`SELECT MIN(${refColumn}) AS value FROM ${refTable}`)
    return row.value === null ? '1' : `'${row.value}'`
  }
  if (isNumber(type)) return unique ? '1000000 + n' : '1'
  if (/date/.test(String(type))) return `'2026-01-01 08:00:00'`
  return /json|text/.test(String(type)) ? `'{}'` : `'x'`
}

/** Rows in bulk, past the checks: only their keys matter here. */
async function fill(table: string, own: Record<string, string> = {}, count = ROWS) {
  const unique = await uniqueColumns(table)
  const columns = await columnsOf(table)
  const filled = columns.filter(
    ({ name, extra }) => !/auto_increment|GENERATED/i.test(String(extra)) || own[String(name)]
  )
  const names: string[] = []
  const values: string[] = []
  for (const column of filled) {
    if (names.includes(String(column.name))) continue
    names.push(String(column.name))
    values.push(
      own[String(column.name)] ?? (await valueOf(column, unique.has(String(column.name))))
    )
  }
  await db.transaction(async (trx) => {
    for (const check of ['foreign_key_checks', 'unique_checks', 'check_constraint_checks']) {
      await trx.rawQuery(`SET ${check} = 0`)
    }
    await trx.rawQuery(
      `INSERT INTO ${table} (${names.join(', ')})
       SELECT ${values.join(', ')} FROM (SELECT seq AS n FROM seq_1_to_${count}) i`
    )
    for (const check of ['foreign_key_checks', 'unique_checks', 'check_constraint_checks']) {
      await trx.rawQuery(`SET ${check} = 1`)
    }
  })
  await db.rawQuery(`ANALYZE TABLE ${table}`)
}

interface Plan {
  [key: string]: unknown
}

/** Rows that the statement touched, over all its tables, and the keys by which. */
function touched(plan: unknown, into = { rows: 0, ms: 0, keys: [] as string[], sorts: false }) {
  if (plan === null || typeof plan !== 'object') return into
  const node = plan as Plan
  if ('filesort' in node) into.sorts = true
  if (typeof node.r_total_time_ms === 'number' && 'query_block' in node) into.ms += 0
  if (typeof node.table_name === 'string') {
    into.rows += Number(node.r_rows ?? 0) * Number(node.r_loops ?? 0)
    into.keys.push(`${node.table_name}:${String(node.key ?? node.access_type)}`)
  }
  for (const part of Object.values(node)) touched(part, into)
  return into
}

type List = (after: number | null) => Promise<unknown>
type Measured = { page: string; rows: number; ms: number; sorts: boolean; keys: string }

async function measure(page: string, read: () => Promise<unknown>): Promise<Measured> {
  const statements = await statementsOf(read)
  let worst: Measured = { page, rows: -1, ms: 0, sorts: false, keys: '' }
  for (const { sql, bindings } of statements.filter((one) => /^select/i.test(one.sql))) {
    const [rows] = await db.rawQuery(`ANALYZE FORMAT=JSON ${sql}`, bindings)
    const plan = JSON.parse(String(Object.values(rows[0])[0])) as Plan
    const seen = touched(plan)
    const ms = Math.round(Number((plan.query_block as Plan).r_total_time_ms) * 10) / 10
    if (seen.rows > worst.rows) {
      worst = {
        page,
        rows: Math.round(seen.rows),
        ms,
        sorts: seen.sorts,
        keys: seen.keys.join(' '),
      }
    }
  }
  return worst
}

async function depths(name: string, table: string, list: List) {
  const row = await db.from(table).max('id as top').min('id as low').firstOrFail()
  const [top, low] = [Number(row.top), Number(row.low)]
  const middle = Math.floor((top + low) / 2)
  const pages: Measured[] = []
  for (const [page, after] of [
    ['first', null],
    ['middle', middle],
    ['near the end', low + Math.floor(ROWS / 50)],
    ['near the top', top - Math.floor(ROWS / 50)],
  ] as const) {
    pages.push(await measure(page, () => list(after)))
  }
  for (const { page, rows, ms, sorts, keys } of pages) {
    const mark = rows > 2000 ? '!!' : '  '
    say(`${mark} ${name}, ${page}: ${rows} rows, ${ms} ms${sorts ? ', sorted' : ''}  ${keys}`)
  }
}

const one = [branchId]
const every = [branchId, other.id]
const houses = [warehouseId, other.warehouseId]
const queue = { view: 'branch' as const, staffId: 1, homeBranchId: branchId }

const SUBJECTS: Record<string, { own?: Record<string, string>; lists: Record<string, List> }> = {
  pre_invoices: {
    own: { status: mostly(`'delivered'`, `'issued'`) },
    lists: {
      'pre-invoices of a branch, delivered': (after) =>
        lists.preInvoiceList({ branches: one, status: 'delivered', search: null, after }),
      'pre-invoices of a branch, issued': (after) =>
        lists.preInvoiceList({ branches: one, status: 'issued', search: null, after }),
      'pre-invoices of a branch, all': (after) =>
        lists.preInvoiceList({ branches: one, status: null, search: null, after }),
      'pre-invoices of two branches, delivered': (after) =>
        lists.preInvoiceList({ branches: every, status: 'delivered', search: null, after }),
      'pre-invoices of two branches, none of it': (after) =>
        lists.preInvoiceList({ branches: every, status: 'expired', search: null, after }),
      'pre-invoices of the house, delivered': (after) =>
        lists.preInvoiceList({ branches: 'all', status: 'delivered', search: null, after }),
      'orders of one customer': (after) => lists.orderList(customerId, after),
    },
  },
  payments: {
    own: { status: mostly(`'paid'`, `'failed'`), payable_type: `'pre_invoice'` },
    lists: {
      'payments of a branch, paid': (after) =>
        lists.paymentList({ branches: one, status: 'paid', after }),
      'payments of the house, paid': (after) =>
        lists.paymentList({ branches: 'all', status: 'paid', after }),
      'payments of the house, due back': (after) =>
        lists.paymentList({ branches: 'all', status: 'refund_due', after }),
      'payments of the house': (after) =>
        lists.paymentList({ branches: 'all', status: null, after }),
    },
  },
  invoices: {
    lists: {
      'invoices of a branch': (after) => lists.invoiceList({ branches: one, search: null, after }),
      'invoices of two branches': (after) =>
        lists.invoiceList({ branches: every, search: null, after }),
    },
  },
  sales_returns: {
    lists: {
      'returns of a branch': (after) => returnList({ branches: one, search: null, after }),
    },
  },
  remittances: {
    own: { status: mostly(`'handed_over'`, `'waiting'`) },
    lists: {
      'remittances of a warehouse, waiting': (after) =>
        papers.remittances({ warehouseIds: [warehouseId], status: 'waiting', after }),
      'remittances of a warehouse, handed over': (after) =>
        papers.remittances({ warehouseIds: [warehouseId], status: 'handed_over', after }),
      'remittances of two warehouses, handed over': (after) =>
        papers.remittances({ warehouseIds: houses, status: 'handed_over', after }),
      'remittances of two warehouses, waiting': (after) =>
        papers.remittances({ warehouseIds: houses, status: 'waiting', after }),
      'remittances of two warehouses, all': (after) =>
        papers.remittances({ warehouseIds: houses, status: null, after }),
    },
  },
  shipments: {
    own: { status: mostly(`'delivered'`, `'sent'`), remittance_id: '1 + n' },
    lists: {
      'shipments of a warehouse, sent': (after) =>
        papers.shipments({ warehouseIds: [warehouseId], status: 'sent', after }),
      'shipments of a warehouse, delivered': (after) =>
        papers.shipments({ warehouseIds: [warehouseId], status: 'delivered', after }),
      'shipments of two warehouses, delivered': (after) =>
        papers.shipments({ warehouseIds: houses, status: 'delivered', after }),
    },
  },
  till_sales: {
    lists: {
      'receipts of a branch': (after) => latestReceipts(one, after),
      'receipts of two branches': (after) => latestReceipts(every, after),
    },
  },
  tickets: {
    own: { status: mostly(`'closed'`, `'waiting_staff'`) },
    lists: {
      'tickets of a branch, open': (after) =>
        ticketQueue({ ...queue, branches: one, status: 'open', after }),
      'tickets of a branch, closed': (after) =>
        ticketQueue({ ...queue, branches: one, status: 'closed', after }),
      'tickets of the house, open': (after) =>
        ticketQueue({ ...queue, view: 'all', branches: 'all', status: 'open', after }),
      'tickets of the house, closed': (after) =>
        ticketQueue({ ...queue, view: 'all', branches: 'all', status: 'closed', after }),
      'tickets of two branches, open': (after) =>
        ticketQueue({ ...queue, view: 'all', branches: every, status: 'open', after }),
    },
  },
  outgoing_messages: {
    own: { state: mostly(`'sent'`, `'failed'`) },
    lists: {
      'outbox, sent': (after) => outboxList({ state: 'sent', after: after ?? undefined }),
      'outbox, failed': (after) => outboxList({ state: 'failed', after: after ?? undefined }),
      'outbox, all': (after) => outboxList({ after: after ?? undefined }),
    },
  },
  audits: {
    own: { outcome: mostly(`'done'`, `'refused'`) },
    lists: {
      'audit, done': (after) => auditList({ outcome: 'done', after: after ?? undefined }),
      'audit, refused': (after) => auditList({ outcome: 'refused', after: after ?? undefined }),
      'audit, all': (after) => auditList({ after: after ?? undefined }),
    },
  },
  crm_records: {
    lists: {
      'file of one customer': (after) => customerFile({ customerId, after: after ?? undefined }),
    },
  },
  payouts: {
    own: { status: mostly(`'paid'`, `'requested'`) },
    lists: {
      'payouts of a branch, paid': (after) => payoutList({ branches: one, status: 'paid', after }),
      'payouts of the house, requested': (after) =>
        payoutList({ branches: 'all', status: 'requested', after }),
    },
  },
  credit_adjustments: {
    own: { status: mostly(`'done'`, `'waiting'`) },
    lists: {
      'changes by hand of a branch, done': (after) =>
        adjustmentList({ branches: one, status: 'done', after: after ?? undefined }),
      'changes by hand of a branch, waiting': (after) =>
        adjustmentList({ branches: one, status: 'waiting', after: after ?? undefined }),
    },
  },
  tier_moves: {
    own: {
      run_id: mostly(1, 2),
      direction: mostly(`'up'`, `'down'`),
      customer_id: `${FIRST_CUSTOMER} + n % ${CUSTOMERS}`,
    },
    lists: {
      'moves of a run': (after) => movesOf({ id: 1 } as never, null, after ?? undefined),
      'moves of a run, up': (after) => movesOf({ id: 1 } as never, 'up', after ?? undefined),
      'moves of a run, down': (after) => movesOf({ id: 1 } as never, 'down', after ?? undefined),
    },
  },
}

void customerList
void figureRows

const phone = { id: '1000000 + n', mobile: `CONCAT('+98935', 1000000 + n)` }
try {
  await fill('customers', { ...phone, status: `'valid'`, kind: `'natural'` }, CUSTOMERS)
  for (const [table, { own, lists: some }] of Object.entries(SUBJECTS)) {
    if (ONLY && !ONLY.split(',').includes(table)) continue
    const start = Date.now()
    await fill(table, own)
    say(`-- ${table}: ${ROWS} rows in ${Math.round((Date.now() - start) / 1000)} s`)
    for (const [name, list] of Object.entries(some)) {
      await depths(name, table, list).catch((error: Error) => say(`?? ${name}: ${error.message}`))
    }
  }
} finally {
  await drop()
  await house.end()
}
process.exit(0)

/*
 * What grows with the shop and what must not: `node --import=@poppinss/ts-exec tests/bench/size.ts`
 * (with `DB_CONNECTION=mysql DB_SOCKET=…` on MariaDB). Places pre-invoices in a small and in a large
 * shop, lets fifty buy one variant, reads queues and the movements of one variant. In this process,
 * without pages. Prints JSON; `SIZE_PRODUCTS`, `SIZE_ORDERS` and `SIZE_MOVEMENTS` make it smaller.
 */
import { performance } from 'node:perf_hooks'
import { boot, say } from '#tests/bench/boot'
import { cpuOf, databasePid } from '#tests/bench/meter'

const SMALL = 1000
const PRODUCTS = Number(process.env.SIZE_PRODUCTS ?? 100_000)
const ORDERS = Number(process.env.SIZE_ORDERS ?? 200_000)
const OPEN = ORDERS / 20
const MOVEMENTS = Number(process.env.SIZE_MOVEMENTS ?? 1_000_000)
const CUSTOMERS = 4000
const TIMES = 500
const ROUNDS = 5
/** Unmeasured before. */
const WARM = 40
const BUYERS = 50

const house = await boot()
const { default: db } = await import('@adonisjs/lucid/services/db')
const { default: Staff } = await import('#app/people/models/staff')
const { issuePreInvoice } = await import('#app/sales/actions/issue_pre_invoice')
const { callQueue, nextCall } = await import('#app/sales/queries/call_queue')
const { preInvoiceList } = await import('#app/sales/queries/lists')
const { boardOf } = await import('#app/crm/queries/task_list')
const { stockCard } = await import('#app/warehouse/queries/levels')
const { Shop } = await import('#tests/many/world')

const round = (value: number) => Math.round(value * 100) / 100

const drop = await house.freshDatabase()
const shop = await Shop.open({ stock: 1_000_000 })
const { branchId, warehouseId, variantId: hot } = shop
const at = '2026-01-01 08:00:00'

/** Whole numbers from 0 up, as a table; both databases know it. */
function numbers(count: number) {
  const digits = Math.max(1, Math.ceil(Math.log10(count)))
  const ten = `(${Array.from({ length: 10 }, (_, d) => `SELECT ${d} AS d`).join(' UNION ALL ')})`
  const places = Array.from({ length: digits }, (_, place) => `${ten} p${place}`).join(
    ' CROSS JOIN '
  )
  const sum = Array.from({ length: digits }, (_, place) => `p${place}.d * ${10 ** place}`).join(
    ' + '
  )
  return `(SELECT n FROM (SELECT ${sum} AS n FROM ${places}) every WHERE n < ${count}) i`
}

const highest = async (table: string) => {
  const row = await db.from(table).max('id as id').first()
  return Number(row.id ?? 0)
}

const fill = (table: string, columns: Record<string, string>, count: number) =>
  db.rawQuery(
    `INSERT INTO ${table} (${Object.keys(columns).join(', ')})
     SELECT ${Object.values(columns).join(', ')} FROM ${numbers(count)}`
  )

/** Products of two variants each, on the shelf of the shop. */
async function growTo(count: number) {
  const product = (await highest('products')) + 1
  const variant = (await highest('variants')) + 1
  const { category_id: category } = await db.from('products').firstOrFail()
  const more = count - product + 1
  await fill(
    'products',
    {
      id: `${product} + n`,
      slug: `CONCAT('size-', ${product} + n)`,
      category_id: String(category),
      name_fa: `'کالای آزمون'`,
      name_en: `'Bench product'`,
      picture: `'box:210'`,
      price_from: '1000000',
      created_at: `'${at}'`,
    },
    more
  )
  await fill(
    'variants',
    {
      id: `${variant} + n`,
      product_id: `${product} + n % ${more}`,
      sku: `CONCAT('SIZE-', ${variant} + n)`,
      price: '1000000',
    },
    2 * more
  )
  await fill(
    'stock_levels',
    {
      warehouse_id: String(warehouseId),
      variant_id: `${variant} + n`,
      on_hand: '100000',
    },
    2 * more
  )
  return { first: variant, count: 2 * more }
}

const FIRST_CUSTOMER = 1_000_000

async function fillOrders() {
  const first = (await highest('crm_cases')) + 1
  const customer = `${FIRST_CUSTOMER} + n % ${CUSTOMERS}`
  await fill(
    'crm_cases',
    {
      id: `${first} + n`,
      kind: `'sale'`,
      customer_id: customer,
      branch_id: String(branchId),
      expert_id: String(shop.staff.sales.id),
      created_at: `'${at}'`,
    },
    ORDERS
  )
  await fill(
    'pre_invoices',
    {
      id: `${first} + n`,
      customer_id: customer,
      case_id: `${first} + n`,
      branch_id: String(branchId),
      /* The oldest ones are open; their customers buy no more. */
      status: `CASE WHEN n < ${OPEN} THEN 'confirmed' ELSE 'expired' END`,
      valid_until: `CASE WHEN n < ${OPEN} THEN '2030-01-01 08:00:00' ELSE '${at}' END`,
      delivery_method: `'pickup'`,
      recipient: `'{"name":"آزمون","mobile":"+989120000000"}'`,
      lines_total: '1000000',
      vat: '0',
      freight: '0',
      total: '1000000',
      created_at: `'${at}'`,
    },
    ORDERS
  )
  await fill(
    'pre_invoice_lines',
    {
      pre_invoice_id: `${first} + n`,
      variant_id: String(hot),
      sku: `'SIZE'`,
      name_fa: `'کالا'`,
      name_en: `'Product'`,
      quantity: '1',
      unit_price: '1000000',
      vat_basis_points: '0',
      vat: '0',
      total: '1000000',
    },
    ORDERS
  )
  await fill(
    'tasks',
    {
      kind: `'validation_call'`,
      state: `'open'`,
      customer_id: customer,
      case_id: `${first} + n`,
      about_type: `'pre_invoice'`,
      about_id: `${first} + n`,
      role: `'sales_expert'`,
      branch_id: String(branchId),
      assignee_id: String(shop.staff.sales.id),
      open_key: `CONCAT('size:', n)`,
      due_at: `'2026-01-02 08:00:00'`,
      created_at: `'${at}'`,
    },
    OPEN
  )
}

const fillMovements = () =>
  fill(
    'movements',
    {
      warehouse_id: String(warehouseId),
      variant_id: String(hot),
      quantity: 'CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END',
      reason: `'receive'`,
      actor_kind: `'system'`,
      created_at: `'${at}'`,
    },
    MOVEMENTS
  )

const fillCustomers = () =>
  fill(
    'customers',
    {
      id: `${FIRST_CUSTOMER} + n`,
      mobile: `CONCAT('+98935', 1000000 + n)`,
      first_name: `'خریدار'`,
      last_name: `'آزمون'`,
      status: `'valid'`,
      kind: `'natural'`,
      locale: `'fa'`,
      search_key: `'خریدار آزمون'`,
      created_at: `'${at}'`,
    },
    2 * CUSTOMERS
  )

/*
 * Figures of one operation: the processor's time of this process (SQLite's is within) and of the
 * database's, and the clock's. Of several rounds the middle one counts: a busy moment of the machine
 * spoils one round, not the figure.
 */
async function timed(times: number, operation: (turn: number) => Promise<unknown>) {
  for (let turn = 0; turn < Math.min(times, WARM); turn++) await operation(turn)
  const took: number[] = []
  const rounds: { cpu: number; database: number }[] = []
  const each = Math.ceil(times / ROUNDS)
  for (let turn = 0; turn < times;) {
    const before = spent()
    const end = Math.min(times, turn + each)
    const count = end - turn
    for (; turn < end; turn++) {
      const start = performance.now()
      await operation(WARM + turn)
      took.push(performance.now() - start)
    }
    const after = spent()
    const per = (name: 'cpu' | 'database') => (after[name] - before[name]) / count
    rounds.push({ cpu: per('cpu'), database: per('database') })
  }
  return {
    cpuMs: round(middle(rounds.map(({ cpu }) => cpu))),
    databaseCpuMs: round(middle(rounds.map(({ database }) => database))),
    p50Ms: round(middle(took)),
  }
}

function spent() {
  const database = databasePid()
  return { cpu: cpuOf(process.pid), database: database ? cpuOf(database) : 0 }
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

let nextCustomer = FIRST_CUSTOMER + CUSTOMERS
const buyer = () => nextCustomer++

/** Places pre-invoices of two lines on variants spread over the whole catalogue. */
async function placed({ first, count }: { first: number; count: number }) {
  const orders = await Promise.all(
    Array.from({ length: TIMES + WARM }, (_, turn) => {
      const variant = (step: number) => first + ((turn * 7919 + step) % count)
      const lines = [1, 2].map((step) => ({ variantId: variant(step), quantity: step }))
      return shop.order(buyer(), { lines, deliveryMethod: 'pickup' })
    })
  )
  return timed(TIMES, (turn) => issuePreInvoice(orders[turn]))
}

/** All at once: how long until the last has an answer. */
async function hotVariant() {
  const lines = [{ variantId: hot, quantity: 1 }]
  const orders = await Promise.all(
    Array.from({ length: BUYERS }, () => shop.order(buyer(), { lines, deliveryMethod: 'pickup' }))
  )
  const start = performance.now()
  const answers = await Promise.allSettled(orders.map((order) => issuePreInvoice(order)))
  const issued = answers.filter(({ status }) => status === 'fulfilled').length
  return { buyers: BUYERS, issued, tookMs: Math.round(performance.now() - start) }
}

async function queues() {
  const staff = await Staff.query().where('id', shop.staff.sales.id).preload('roles').firstOrFail()
  const atNine = await db
    .from('tasks')
    .where('open_key', `size:${Math.floor(OPEN * 0.9)}`)
    .firstOrFail()
  const deep = { dueAt: '2026-01-02 08:00:00', id: Number(atNine.id) }
  const branches = [branchId]
  const asked = { branches, search: null, status: 'confirmed' as const }
  const last = Number(atNine.about_id)
  return {
    calls: await timed(50, () => callQueue(staff, 'mine', null)),
    callsDeep: await timed(50, () => callQueue(staff, 'mine', deep)),
    nextCall: await timed(50, () => nextCall(staff, 'mine')),
    list: await timed(50, () => preInvoiceList({ ...asked, after: null })),
    listDeep: await timed(50, () => preInvoiceList({ ...asked, after: last })),
    board: await timed(10, () => boardOf(staff, { mine: true })),
  }
}

async function movements() {
  const top = await highest('movements')
  const card = (after: number | null) => {
    const cursor = after === null ? null : `${after}-0`
    return timed(50, () => stockCard(hot, [warehouseId], cursor))
  }
  return {
    first: await card(null),
    middle: await card(top - Math.floor(MOVEMENTS / 2)),
    last: await card(top - MOVEMENTS + 60),
  }
}

const analyze = async () => {
  if (db.connection().dialect.name !== 'mysql') return
  await db.rawQuery(
    'ANALYZE TABLE pre_invoices, tasks, movements, variants, products, stock_levels'
  )
}

try {
  await fillCustomers()
  say(`${SMALL} products…`)
  const small = await placed(await growTo(SMALL))
  say(`${PRODUCTS} products, ${ORDERS} pre-invoices…`)
  const catalogue = await growTo(PRODUCTS)
  await fillOrders()
  await analyze()
  const large = await placed(catalogue)
  say('one hot variant, queues…')
  const one = await hotVariant()
  const waiting = await queues()
  say(`${MOVEMENTS} movements…`)
  await fillMovements()
  await analyze()
  const depth = await movements()
  const grew = (of: (figures: typeof small) => number) => round(of(large) / of(small))
  const ratio = {
    cpu: grew(({ cpuMs, databaseCpuMs }) => cpuMs + databaseCpuMs),
    p50: grew(({ p50Ms }) => p50Ms),
  }
  const results = { small, large, ratio, hotVariant: one, open: OPEN, ...waiting, movements: depth }
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
} finally {
  await drop()
  await house.end()
}
process.exit(0)

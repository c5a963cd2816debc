import db from '@adonisjs/lucid/services/db'
import type { Breach } from '#app/core/law'

/** Rows whose table says whose they are. */
const OWNED = new Set([
  'accounts',
  'credit_adjustments',
  'invoices',
  'lots',
  'members',
  'payouts',
  'pre_invoices',
  'tickets',
  'top_ups',
  'wallets',
])
/** Rows that are known by their customer. */
const OF_CUSTOMER = new Set(['customers', 'customer_stats'])
/** Rows that one looks at in a wallet. */
const IN_WALLET = new Set(['accounts', 'holds', 'lots', 'members', 'top_ups', 'wallets'])
const PAGES: Record<string, string> = {
  credit_adjustments: '/desk/adjustments/',
  payouts: '/desk/payouts/',
  pre_invoices: '/desk/pre-invoices/',
  tasks: '/desk/tasks/',
  tickets: '/desk/tickets/',
  tier_runs: '/desk/tier-runs/',
}

/** Where a law is broken, as far as a page can say it to who knows no tables. */
export interface BreachPlace extends Breach {
  /** The table, `crm_records` or `sum`; null when nothing of it is known. */
  of: string | null
  id: number | null
  /** Of `crm_records` the kind, of `sum` what is summed. */
  what: string | null
  customer: { id: number; first_name: string; last_name: string } | null
  /** The page of the row, without the language. */
  href: string | null
}

/** Gives the breaches of an audit their names and pages; a query for each table. */
export async function placesOf(breaches: readonly Breach[]): Promise<BreachPlace[]> {
  const parsed = breaches.map((breach) => ({ ...breach, ...parse(breach.where) }))
  const owners = new Map<string, number>()
  for (const table of new Set(parsed.map(({ of }) => of))) {
    if (!table) continue
    const ids = parsed.flatMap(({ of, id }) => (of === table && id !== null ? [id] : []))
    for (const [id, customerId] of await ownersOf(table, ids))
      owners.set(`${table} ${id}`, customerId)
  }
  const people = await namesOf([...owners.values()])
  return parsed.map((place) => {
    const owner = owners.get(`${place.of} ${place.id}`)
    const customer = people.find(({ id }) => id === owner) ?? null
    return { ...place, customer, href: hrefOf(place, customer?.id ?? null) }
  })
}

function parse(where: string): Pick<BreachPlace, 'of' | 'id' | 'what'> {
  const sum = /^sum of (.+)$/.exec(where)
  if (sum) return { of: 'sum', id: null, what: sum[1] }
  const records = /^crm_records (\w+)$/.exec(where)
  if (records) return { of: 'crm_records', id: null, what: records[1] }
  const row = /^([a-z_]+) (\d+)\b/.exec(where)
  return { of: row?.[1] ?? null, id: row ? Number(row[2]) : null, what: null }
}

async function ownersOf(table: string, ids: number[]): Promise<[number, number][]> {
  if (ids.length === 0) return []
  if (OF_CUSTOMER.has(table)) return ids.map((id) => [id, id])
  const pairs = (rows: { id: unknown; customer_id: unknown }[]): [number, number][] =>
    rows.map((row) => [Number(row.id), Number(row.customer_id)])
  if (table === 'holds') {
    const holds = db.from('holds as h').join('accounts as a', 'a.id', 'h.account_id')
    return pairs(await holds.whereIn('h.id', ids).select('h.id', 'a.customer_id'))
  }
  if (!OWNED.has(table)) return []
  const rows = db.from(table).whereIn('id', ids).whereNotNull('customer_id')
  return pairs(await rows.select('id', 'customer_id'))
}

async function namesOf(ids: number[]): Promise<NonNullable<BreachPlace['customer']>[]> {
  if (ids.length === 0) return []
  const rows = await db.from('customers').whereIn('id', ids).select('id', 'first_name', 'last_name')
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

function hrefOf({ of, id }: Pick<BreachPlace, 'of' | 'id'>, customerId: number | null) {
  if (of === null) return null
  if (PAGES[of] && id !== null) return `${PAGES[of]}${id}`
  if (customerId === null) return null
  return IN_WALLET.has(of) ? `/desk/members/${customerId}/wallet` : `/desk/customers/${customerId}`
}

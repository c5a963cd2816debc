import db from '@adonisjs/lucid/services/db'
import { tehranDate } from '#app/core/jalali'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'

const PAGE = 40
/** Sales of so many days show how fast an item goes. */
const SOLD_IN_DAYS = 30

export interface LostRow {
  variant_id: number
  sku: string
  picture: string
  name_fa: string
  name_en: string
  variant_fa: string
  variant_en: string
  lost: number
  worth: number
  people: number
  /** Pieces sold in the last 30 days, sellable now, and worth ordering. */
  sold: number
  sellable: number
  proposal: number
}

const since = (days: number) => tehranDate(clock.now().minus({ days: days - 1 }))

/** What was wanted in vain in the last days, the greatest value first, with what to order. */
export async function lostGoods({ days, after }: { days: number; after: string | null }) {
  const worth = 'SUM(d.worth)'
  const query = db
    .from('lost_demands as d')
    .join('variants as v', 'v.id', 'd.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .where('d.day', '>=', since(days))
    .groupBy('d.variant_id', 'v.sku', 'p.picture', 'p.name_fa', 'p.name_en')
    .groupBy('v.name_fa', 'v.name_en')
    .orderByRaw(`${worth} DESC, d.variant_id`)
    .limit(PAGE + 1)
    .select('d.variant_id', 'v.sku', 'p.picture', 'p.name_fa', 'p.name_en')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en')
    .select(db.raw(`SUM(d.quantity) AS lost, ${worth} AS worth`))
    .countDistinct('d.person as people')
  const [, least, id] = /^(\d{1,16})-(\d{1,15})$/.exec(after ?? '') ?? []
  if (id) {
    const place = [Number(least), Number(least), Number(id)]
    query.havingRaw(`(${worth} < ? OR (${worth} = ? AND d.variant_id > ?))`, place)
  }
  const rows = await query
  const shown: LostRow[] = await withProposal(rows.slice(0, PAGE))
  const last = shown.at(-1)
  return {
    rows: shown,
    next: rows.length > PAGE && last ? `${last.worth}-${last.variant_id}` : null,
  }
}

type Counted = Omit<LostRow, 'sold' | 'sellable' | 'proposal'>

/** To order = sold in 30 days + wanted in vain − what can still be sold. */
async function withProposal(rows: Counted[]): Promise<LostRow[]> {
  const ids = rows.map((row) => row.variant_id)
  const sold = await db
    .from('movements')
    .whereIn('variant_id', ids)
    .where('reason', 'remittance')
    .where('created_at', '>=', sqlTime(clock.now().minus({ days: SOLD_IN_DAYS })))
    .groupBy('variant_id')
    .select('variant_id')
    .sum('quantity as pieces')
  const levels = await db
    .from('stock_levels')
    .whereIn('variant_id', ids)
    .groupBy('variant_id')
    .select('variant_id')
    .sum('sellable as pieces')
  const soldOf = piecesOf(sold)
  const leftOf = piecesOf(levels)
  return rows.map((row) => {
    const numbers = { lost: Number(row.lost), worth: Number(row.worth), people: Number(row.people) }
    const soldNow = -(soldOf.get(row.variant_id) ?? 0)
    const sellable = leftOf.get(row.variant_id) ?? 0
    const proposal = Math.max(0, soldNow + numbers.lost - sellable)
    return { ...row, ...numbers, sold: soldNow, sellable, proposal }
  })
}

function piecesOf(rows: { variant_id: number; pieces: number }[]) {
  return new Map(rows.map((row) => [Number(row.variant_id), Number(row.pieces)]))
}

/** What was sought in vain, by how many people. */
export function lostSearches(days: number): Promise<{ term: string; people: number }[]> {
  return db
    .from('lost_demands')
    .where('day', '>=', since(days))
    .where('kind', 'search')
    .groupBy('term')
    .orderByRaw('COUNT(DISTINCT person) DESC, term')
    .limit(PAGE)
    .select('term')
    .countDistinct('person as people')
}

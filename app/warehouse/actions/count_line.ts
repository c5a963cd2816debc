import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { categoryTree } from '#app/catalogue/categories'
import StockCount from '#app/warehouse/models/stock_count'

/** One sheet is decided on one page; a larger warehouse is counted category by category. */
const MOST_LINES = 500

export interface CountedLine {
  countId: number
  variantId: number
  /** Pieces that were counted. */
  quantity: number
  /** More of the same on another shelf: comes on top of what was counted before. */
  more?: boolean
  by: Actor
}

/**
 * Writes what somebody counted, beside what the books said at that very moment: sales before and
 * after it change nothing about the difference.
 * @throws Refusal `not_in_count` for goods of another category, `count_full`, `illegal_move`
 */
export async function countLine(
  { key, by, ...line }: CountedLine & { key: string },
  outer?: Trx
): Promise<{ counted: number; repeated: boolean }> {
  const tree = await categoryTree()
  const scope = `count_line:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: line }, trx, async () => {
        const count = await StockCount.lock(line.countId, trx)
        count.mustBe('open')
        const family = count.categoryId ? tree.familyOf(count.categoryId) : null
        await refuseOutside(line.variantId, family, trx)
        return { counted: await write(count, { ...line, by }, trx) }
      }),
    outer
  )
}

async function refuseOutside(variantId: number, family: number[] | null, trx: Trx) {
  const goods = await trx
    .from('variants as v')
    .join('products as p', 'p.id', 'v.product_id')
    .where('v.id', variantId)
    .select('p.category_id')
    .first()
  const categoryId = Number(found(goods).category_id)
  if (family && !family.includes(categoryId)) throw new Refusal('not_in_count', { field: 'code' })
}

async function write(count: StockCount, { variantId, quantity, more, by }: CountedLine, trx: Trx) {
  const place = { count_id: count.id, variant_id: variantId }
  const lines = () => trx.from('stock_count_lines')
  const former = await lines().where(place).select('id', 'counted').first()
  const before = Number(former?.counted ?? 0)
  const counted = quantity + (more ? before : 0)
  await keepScan(place, { quantity: counted - before, made_line: !former }, by, trx)
  const row = {
    counted,
    expected: await count.expected(variantId, trx),
    actor_kind: by.kind,
    actor_id: by.id,
    counted_at: sqlTime(clock.now()),
  }
  if (former) {
    await lines().where('id', former.id).update(row)
    return counted
  }
  await trx.table('stock_count_lines').insert({ ...place, ...row })
  const { n } = await lines().where('count_id', count.id).count('* as n').firstOrFail()
  if (Number(n) > MOST_LINES) {
    throw new Refusal('count_full', { field: 'code', params: { most: MOST_LINES } })
  }
  return counted
}

/** What was added, so that it can be taken back. */
async function keepScan(
  place: { count_id: number; variant_id: number },
  scan: { quantity: number; made_line: boolean },
  by: Actor,
  trx: Trx
) {
  const who = { actor_kind: by.kind, actor_id: by.id, created_at: sqlTime(clock.now()) }
  await trx.table('stock_count_scans').insert({ ...place, ...scan, ...who })
}

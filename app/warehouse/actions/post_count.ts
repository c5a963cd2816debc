import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockCount, { type Difference } from '#app/warehouse/models/stock_count'
import { move } from '#app/warehouse/stock'
import type { ChosenCause } from '#app/warehouse/words'

export interface CountDecision {
  countId: number
  /** Why, for each line that differs, in the order of their ids. */
  causes: (ChosenCause | null)[]
  by: Actor
}

/**
 * The differences of a count become movements, each with its reason. They are added to what lies
 * there now: what was sold since the line was counted stays sold.
 * @throws Refusal `difference_without_cause`, `only_unreserved` beside `cause.<n>`; `illegal_move`
 */
export function postCount(
  { key, by, ...decision }: CountDecision & { key: string },
  outer?: Trx
): Promise<{ differences: number; repeated: boolean }> {
  const scope = `post_count:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: decision }, trx, async () => {
        const count = await StockCount.lock(decision.countId, trx)
        await count.become('posted', by, trx)
        const lines = await count.differences(trx)
        const decided = lines.map((line, n) => ({ ...line, n, cause: causeOf(decision, n) }))
        if (decision.causes.length > lines.length) throw withoutCause(0)
        for (const line of decided.toSorted((a, b) => a.variant_id - b.variant_id)) {
          await post(count, line, by, trx)
        }
        return { differences: lines.length }
      }),
    outer
  )
}

const withoutCause = (n: number) => new Refusal('difference_without_cause', { field: `cause.${n}` })

function causeOf({ causes }: Pick<CountDecision, 'causes'>, n: number): ChosenCause {
  const cause = causes.at(n)
  if (!cause) throw withoutCause(n)
  return cause
}

async function post(
  count: StockCount,
  line: Difference & { n: number; cause: ChosenCause },
  by: Actor,
  trx: Trx
) {
  const place = { warehouseId: count.warehouseId, variantId: line.variant_id }
  const quantity = line.counted - line.expected
  if (quantity < 0) await refuseBelowReserved(place, -quantity, line.n, trx)
  const about = { type: 'stock_count', id: count.id }
  await move({ ...place, quantity, reason: 'count', about, by }, trx)
  await trx.from('stock_count_lines').where('id', line.id).update({ cause: line.cause })
}

async function refuseBelowReserved(
  place: { warehouseId: number; variantId: number },
  pieces: number,
  n: number,
  trx: Trx
) {
  const level = await trx
    .from('stock_levels')
    .where({ warehouse_id: place.warehouseId, variant_id: place.variantId })
    .forUpdate()
    .select('sellable', 'reserved')
    .first()
  const { sellable: left, reserved } = level ?? { sellable: 0, reserved: 0 }
  if (pieces > left) {
    throw new Refusal('only_unreserved', { field: `cause.${n}`, params: { left, reserved } })
  }
}

import { Refusal } from '#app/core/refusal'
import type { StockLine } from '#app/warehouse/words'

/** What a warehouse can still promise of a variant. */
export interface Level {
  id: number
  warehouse_id: number
  variant_id: number
  sellable: number
}

/** What is taken from which level. */
export type Plan = { level: Level; quantity: number }[]

/** Pieces wanted of each variant, in the order of their ids. @throws RangeError on a broken quantity */
export function summed(lines: readonly StockLine[]): Map<number, number> {
  const wanted = new Map<number, number>()
  for (const { variantId, quantity } of lines) {
    if (!Number.isSafeInteger(quantity) || quantity <= 0) {
      throw new RangeError(`${quantity} is no number of pieces`)
    }
    wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  }
  return new Map([...wanted].sort(([a], [b]) => a - b))
}

/** Whether lines are the pieces wanted, no more and no fewer. */
export function isExactly(lines: readonly StockLine[], wanted: Map<number, number>): boolean {
  if (lines.length === 0) return false
  const had = summed(lines)
  return had.size === wanted.size && [...wanted].every(([id, pieces]) => had.get(id) === pieces)
}

/** What is wanted as far as it lies there; a variant of which nothing lies there is left out. */
export function within(levels: readonly Level[], wanted: Map<number, number>) {
  const there = new Map<number, number>()
  for (const { variant_id: id, sellable } of levels) {
    there.set(id, (there.get(id) ?? 0) + sellable)
  }
  const kept = [...wanted].map(
    ([id, pieces]) => [id, Math.min(pieces, there.get(id) ?? 0)] as const
  )
  return new Map(kept.filter(([, pieces]) => pieces > 0))
}

/**
 * Decides which warehouse gives what: the first that has all of it; else, for each variant, the
 * first that has all of that; else several. The levels come by priority, the answer by level id.
 * @throws Refusal `out_of_stock` when all warehouses together have too little
 */
export function planReservation(wanted: Map<number, number>, levels: Level[]): Plan {
  const byWarehouse = Map.groupBy(levels, (level) => level.warehouse_id)
  const whole = [...byWarehouse.values()].find((shelf) => hasAll(shelf, wanted))
  const plan: Plan = []
  for (const [variantId, quantity] of wanted) {
    const shelf = (whole ?? levels).filter((level) => level.variant_id === variantId)
    plan.push(...takeFrom(shelf, variantId, quantity))
  }
  return plan.sort((a, b) => a.level.id - b.level.id)
}

function hasAll(shelf: Level[], wanted: Map<number, number>) {
  return [...wanted].every(([variantId, quantity]) =>
    shelf.some((level) => level.variant_id === variantId && level.sellable >= quantity)
  )
}

function takeFrom(shelf: Level[], variantId: number, quantity: number) {
  const enough = shelf.find((level) => level.sellable >= quantity)
  if (enough) return [{ level: enough, quantity }]

  const parts: { level: Level; quantity: number }[] = []
  let missing = quantity
  for (const level of shelf) {
    const part = Math.min(missing, level.sellable)
    if (part > 0) parts.push({ level, quantity: part })
    missing -= part
  }
  if (missing > 0) {
    const left = quantity - missing
    throw new Refusal('out_of_stock', { field: `lines.${variantId}`, params: { left } })
  }
  return parts
}

/** Variants of which a plan took the last pieces that the web shop could sell. */
export function emptied(levels: readonly Level[], plan: Plan): number[] {
  const left = new Map<number, number>()
  const add = (id: number, pieces: number) => left.set(id, (left.get(id) ?? 0) + pieces)
  for (const level of levels) add(level.variant_id, level.sellable)
  for (const { level, quantity } of plan) add(level.variant_id, -quantity)
  const taken = new Set(plan.map(({ level }) => level.variant_id))
  return [...taken].filter((id) => left.get(id) === 0)
}

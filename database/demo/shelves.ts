import type { Agenda } from '#database/demo/agenda'
import type { Bulk, Row } from '#database/demo/bulk'
import type { DemoBranch } from '#database/demo/business'
import { WeightedPool, type Random } from '#database/demo/random'
import { stamp } from '#database/demo/times'
import { NOBODY, type DemoVariant, type Doer, type World } from '#database/demo/world'

const WELL_STOCKED = 12

/** Which part of the goods a branch has: nothing is everywhere, so that each branch serves the web. */
const CARRIED = [0.82, 0.75, 0.7]

interface Shelf {
  variant: DemoVariant
  warehouseId: number
  /** Pieces that went out before and after the middle of the history. */
  sold: [number, number]
  /** Pieces that shall lie there in the end. */
  left: number
  opening: Row | null
  receipt: Row | null
}

/**
 * Stock in memory. What comes in is decided last: as much as was sold, and what shall be left; so
 * nothing was ever sold that was not there.
 */
export class Shelves {
  readonly #shelves = new Map<string, Shelf>()
  readonly #pools = new Map<number, WeightedPool<DemoVariant>>()
  readonly #bulk: Bulk
  readonly #random: Random
  readonly #middle: number

  constructor({ bulk, random, from, until }: World) {
    this.#bulk = bulk
    this.#random = random
    this.#middle = Math.floor((from + until) / 2)
  }

  /** Puts goods on the shelves of the branches on the day that they come into the shop. */
  stock({ agenda, branches, variants }: World) {
    for (const [place, branch] of branches.entries()) {
      const pool = new WeightedPool<DemoVariant>()
      this.#pools.set(branch.id, pool)
      for (const variant of variants) {
        if (!this.#random.chance(CARRIED[place] ?? 0.6)) continue
        pool.add(variant, variant.popularity)
        this.#put(agenda, variant, branch.warehouseId)
      }
    }
  }

  #put(agenda: Agenda, variant: DemoVariant, warehouseId: number) {
    const place = { warehouse_id: warehouseId, variant_id: variant.id, quantity: 1 }
    const left = variant.isSoldOut ? 0 : this.#someLeft()
    const shelf: Shelf = { variant, warehouseId, sold: [0, 0], left, opening: null, receipt: null }
    this.#shelves.set(`${variant.id}:${warehouseId}`, shelf)
    agenda.put(variant.since, () => {
      shelf.opening = this.#movement({ ...place, reason: 'opening' }, null, NOBODY, variant.since)
    })
    if (variant.since >= this.#middle || this.#random.chance(0.5)) return
    agenda.put(this.#middle, () => {
      shelf.receipt = this.#movement({ ...place, reason: 'receive' }, null, NOBODY, this.#middle)
    })
  }

  /** A few are low, most are well stocked. */
  #someLeft() {
    return this.#random.chance(0.1) ? this.#random.int(1, 3) : this.#random.int(6, 60)
  }

  /** A variant that the branch has at that time. */
  some(branchId: number, at: number): DemoVariant {
    for (;;) {
      const variant = this.#pools.get(branchId)!.pick(this.#random)
      if (variant.since < at) return variant
    }
  }

  /** Variants that lie in this branch and in none of those that the web shop asks before it. */
  ownOf(branches: readonly DemoBranch[], place: number): DemoVariant[] {
    const lies = (variant: DemoVariant, { warehouseId }: DemoBranch) =>
      this.#shelves.get(`${variant.id}:${warehouseId}`)?.left ?? 0
    const before = branches.slice(0, place)
    return [...this.#shelves.values()]
      .filter(
        (shelf) => shelf.warehouseId === branches[place].warehouseId && shelf.left >= WELL_STOCKED
      )
      .map((shelf) => shelf.variant)
      .filter((variant) => before.every((branch) => lies(variant, branch) === 0))
  }

  /** Picked goods leave the shelf. */
  handOut(
    {
      variantId,
      warehouseId,
      quantity,
    }: { variantId: number; warehouseId: number; quantity: number },
    remittanceId: number,
    by: Doer,
    at: number
  ) {
    this.#shelves.get(`${variantId}:${warehouseId}`)!.sold[at < this.#middle ? 0 : 1] += quantity
    const place = { warehouse_id: warehouseId, variant_id: variantId }
    const about = { type: 'remittance', id: remittanceId }
    this.#movement({ ...place, reason: 'remittance', quantity: -quantity }, about, by, at)
  }

  /** Decides what came in, and writes what lies there now. */
  settle(countedAt: number) {
    for (const shelf of this.#shelves.values()) {
      const [early, late] = shelf.sold
      const received = shelf.receipt ? late + Math.ceil(shelf.left / 2) : 0
      const opened = early + late + shelf.left - received
      /* A shelf that never sold was opened with a piece too many, which was counted off. */
      const surplus = fix(shelf.opening, opened) + fix(shelf.receipt, received)
      this.#level(shelf, surplus, countedAt)
    }
  }

  #level({ variant, warehouseId, left }: Shelf, surplus: number, at: number) {
    const place = { warehouse_id: warehouseId, variant_id: variant.id }
    if (surplus > 0) {
      this.#movement({ ...place, quantity: -surplus, reason: 'count' }, null, NOBODY, at)
    }
    this.#bulk.add('stock_levels', { ...place, on_hand: left, reserved: 0 })
  }

  #movement(row: Row, about: { type: string; id: number } | null, by: Doer, at: number): Row {
    return this.#bulk.row('movements', {
      ...row,
      about_type: about?.type ?? null,
      about_id: about?.id ?? null,
      actor_kind: by.kind,
      actor_id: by.id,
      created_at: stamp(at),
    })
  }
}

/** A movement moves at least one piece. @returns the pieces too many */
function fix(movement: Row | null, quantity: number): number {
  if (!movement) return 0
  movement.quantity = Math.max(1, quantity)
  return movement.quantity - quantity
}

import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'
import { availableTo } from '#app/sales/queries/available_to'
import CheckoutHold from '#app/shop/models/checkout_hold'
import { activeReservations } from '#app/warehouse/stock'

/** Who asks: a customer or nobody yet, with the holds of his carts. */
export interface Asker {
  customerId: number | null | undefined
  holds: readonly (number | null)[]
}

/**
 * Pieces of each variant that a buyer may have: what sales says, and what his own hold keeps. With
 * what he has `wanted` of each, no more is looked for than that.
 */
export async function leftFor(
  { customerId, holds }: Asker,
  variantIds: number[],
  client: Client = db.connection(),
  wanted?: ReadonlyMap<number, number>
): Promise<Map<number, number>> {
  const left = await availableTo(customerId, variantIds, client, wanted)
  for (const id of holds) {
    if (id === null) continue
    for (const row of await activeReservations(CheckoutHold.refOf(id), client)) {
      const known = left.get(row.variant_id)
      if (known !== undefined) left.set(row.variant_id, known + row.quantity)
    }
  }
  return left
}

import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Remittance from '#app/warehouse/models/remittance'

export interface Scan {
  remittanceId: number
  variantId: number
  /** Pieces that the keeper took in his hand; negative puts them back on the shelf. */
  quantity: number
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * The keeper scanned goods of a remittance that waits. Nothing leaves the books yet: stock falls
 * when it is picked.
 * @throws Refusal `not_on_remittance`, `over_picked` with the pieces `left`, `nothing_scanned`,
 * `illegal_move` (409), `key_reused`
 */
export function scanRemittance(
  { key, by, ...scan }: Scan & { key: string },
  outer?: Trx
): Promise<{ scanned: number; left: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `scan_remittance:staff:${by.id}`
    return once({ scope, key, input: scan }, trx, async () => {
      const remittance = await Remittance.lock(scan.remittanceId, trx)
      const { scanned, quantity } = await remittance.scan(scan, trx)
      return { scanned, left: quantity - scanned }
    })
  }, outer)
}

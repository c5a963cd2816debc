import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'

/** An amount this many times the usual one is asked for again, in words: a zero slips in easily. */
export const UNUSUAL = 10

/**
 * The guard against ten times too much: Rial typed where Toman was asked for is the commonest slip.
 * @param usual in Rial; null while nothing is known of what is usual
 * @throws Refusal `amount_unusual` {amount} with the field
 */
export function assertUsual(amount: Rial, usual: Rial | null, field = 'amount'): void {
  if (usual === null || usual === 0 || Math.abs(amount) < usual * UNUSUAL) return
  const params = { amount: { rial: Math.abs(amount) } }
  throw new Refusal('amount_unusual', { field, params })
}

import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'

/** An amount this many times the usual one is asked for again, in words: a zero slips in easily. */
export const UNUSUAL = 10

/**
 * The guard against ten times too much: Rial typed where Toman was asked for is the commonest slip.
 * The form shows the amount in words and sends it again as `confirmed_<field>`.
 * @param usual in Rial; null while nothing is known of what is usual
 * @throws Refusal `amount_unusual` {amount} with the field
 */
export function assertUsual(amount: Rial, usual: Rial | null, field = 'amount'): void {
  if (usual === null || usual === 0 || Math.abs(amount) < usual * UNUSUAL) return
  const params = { amount: { rial: Math.abs(amount) } }
  throw new Refusal('amount_unusual', { field, params })
}

/** The median of what was before, in Rial; null when fewer than `enough` say nothing yet. */
export function usualOf(amounts: readonly Rial[], enough: number): Rial | null {
  if (amounts.length < enough) return null
  const sorted = amounts.map(Math.abs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Buyer } from '#app/till/buyer'
import type { TillTerms } from '#app/till/terms'

/**
 * Whether the wallet may pay so much of this bill; amounts in Rial.
 * @throws Refusal with field `credit`: `credit_needs_member`, `below_spend_threshold` (what is
 * missing), `not_enough_credit` (what there is), `below_min_spend` (the least at one time),
 * `over_largest_spend` (the most that may be)
 */
export function assertSpendable(
  { credit }: { credit: Rial },
  buyer: Buyer | null,
  { draw, largest, missing }: Pick<TillTerms, 'draw' | 'largest' | 'missing'>
) {
  if (credit === 0) return
  const refuse = (code: string, params: Record<string, { rial: Rial }> = {}) =>
    new Refusal(code, { field: 'credit', params })
  if (!buyer?.member) throw refuse('credit_needs_member')
  if (draw.short === 0) return
  if (missing > 0) throw refuse('below_spend_threshold', { missing: { rial: missing } })
  const available = buyer.available + buyer.cash
  if (credit > available) throw refuse('not_enough_credit', { available: { rial: available } })
  const least = buyer.tier?.minSpend ?? 0
  if (credit < least) throw refuse('below_min_spend', { least: { rial: least } })
  throw refuse('over_largest_spend', { largest: { rial: largest } })
}

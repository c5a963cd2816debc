import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Buyer } from '#app/till/buyer'
import type { TillTerms } from '#app/till/terms'

/**
 * Whether so much credit may pay this bill; amounts in Rial.
 * @throws Refusal with field `credit`: `credit_needs_member`, `below_spend_threshold` (what is
 * missing), `not_enough_credit` (what there is), `over_largest_spend` (the most that may be)
 */
export function assertSpendable(
  { credit }: { credit: Rial },
  buyer: Buyer | null,
  { largest, missing }: Pick<TillTerms, 'largest' | 'missing'>
) {
  if (credit === 0) return
  const refuse = (code: string, params: Record<string, { rial: Rial }> = {}) =>
    new Refusal(code, { field: 'credit', params })
  if (!buyer?.member) throw refuse('credit_needs_member')
  if (missing > 0) throw refuse('below_spend_threshold', { missing: { rial: missing } })
  if (credit > buyer.available) {
    throw refuse('not_enough_credit', { available: { rial: buyer.available } })
  }
  if (credit > largest) throw refuse('over_largest_spend', { largest: { rial: largest } })
}

import type { DateTime } from 'luxon'
import { tehranDate } from '#app/core/jalali'
import type { Client } from '#app/core/sql'
import { ShortCache } from '#app/people/short_cache'

const rates = new ShortCache(
  (client): Promise<{ starts_on: string; basis_points: number }[]> =>
    client.from('vat_rates').select('starts_on', 'basis_points').orderBy('starts_on', 'desc'),
  30
)

/**
 * The rate of value added tax, in basis points (1000 = 10 %), that holds at a moment: the youngest
 * rate that had begun on that day in Tehran. Zero before the first one. Products marked
 * `vatExempt` bear none, whatever this says. In a transaction hand over its `trx`.
 */
export async function vatRateOn(moment: DateTime, client?: Client): Promise<number> {
  const day = tehranDate(moment)
  const known = await rates.get(client)
  const rate = known.find(({ starts_on: starts }) => starts <= day)
  return rate?.basis_points ?? 0
}

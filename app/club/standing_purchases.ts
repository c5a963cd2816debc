import type { DateTime } from 'luxon'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { type Client, sqlTime, timeOf } from '#app/core/sql'

/** What of a sale is about to come back, in Rial net: a preview asks what would follow. */
export interface Less {
  invoiceId: number
  amount: Rial
}

export interface StandingPurchase {
  /** Net of what came back, in Rial. */
  amount: Rial
  at: string
}

/** Both ends count. */
export interface Within {
  start: DateTime
  end: DateTime
}

/** What a customer bought since then and kept, the oldest first. */
export async function standingPurchases(
  { customerId, since, less }: { customerId: number; since: DateTime; less?: Less },
  client: Client
): Promise<StandingPurchase[]> {
  const rows = await client
    .from('customer_purchases')
    .where('customer_id', customerId)
    .where('created_at', '>=', sqlTime(since))
    .orderBy('created_at')
    .select('invoice_id', 'amount', 'created_at')
  return rows.map((row) => {
    const back = Number(row.invoice_id) === less?.invoiceId ? less.amount : 0
    return { amount: Number(row.amount) - back, at: row.created_at }
  })
}

/**
 * The most (Rial) that purchases come to within one of the windows. Both are in order of time, and
 * no window begins before the one that it follows.
 */
export function mostWithin(
  purchases: readonly StandingPurchase[],
  windows: readonly Within[]
): Rial {
  let [first, next, sum, most] = [0, 0, 0, 0]
  for (const { start, end } of windows) {
    while (next < purchases.length && purchases[next].at <= sqlTime(end))
      sum += purchases[next++].amount
    while (first < next && purchases[first].at < sqlTime(start)) sum -= purchases[first++].amount
    most = Math.max(most, sum)
  }
  return most
}

/** The moments at which something may have been reached: then, with every purchase since, and now. */
export function momentsSince(then: DateTime, purchases: readonly StandingPurchase[]): DateTime[] {
  const later = purchases.filter(({ at }) => at > sqlTime(then)).map(({ at }) => timeOf(at))
  return [then, ...later, clock.now()]
}

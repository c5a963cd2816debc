import type { DateTime } from 'luxon'
import type { Client, Trx } from '#app/core/sql'
import { changed, sqlTime } from '#app/core/sql'
import Lot from '#app/ledger/models/lot'

/** A day that lots may wait over. */
export interface Around {
  /** The moment at which it begins. */
  start: DateTime
  /** Lots of this branch only; null: of all. */
  branchId: number | null
}

/** The lots that wait over that day, by index on state and date. */
export function waitingOver({ start, branchId }: Around, client: Client) {
  return Lot.query({ client })
    .where('state', 'pending')
    .where('pending_until', '>=', sqlTime(start))
    .where('earned_at', '<', sqlTime(start))
    .if(branchId !== null, (query) => query.where('branch_id', branchId!))
}

/** Another day from which the lot may be spent, while it still waits for the one that was read. */
export async function postponeLot(lot: Lot, until: DateTime, trx: Trx): Promise<boolean> {
  const waiting = trx
    .from('lots')
    .where({ id: lot.id, state: 'pending', pending_until: sqlTime(lot.pendingUntil!) })
  return (await changed(waiting.update({ pending_until: sqlTime(until) }))) === 1
}

import transmit from '@adonisjs/transmit/services/main'
import type { Trx } from '#app/core/sql'
import { afterCommit } from '#app/core/transaction'

/** What open pages hear: something happened to this; they fetch themselves what it looks like now. */
export interface LiveEvent {
  what: string
  id?: number
}

/** Names of the channels. Who may listen is decided where they are registered. */
export const live = {
  /** Staff of a branch; 0 for those of every branch. */
  desk: (branchId: number) => `desk/${branchId}`,
  staff: (staffId: number) => `staff/${staffId}`,
  member: (customerId: number) => `member/${customerId}`,
  /** Public: a product's sellable reached or left zero. */
  stock: () => 'stock',
}

/** Tells a channel once the transaction is stored. A page that misses it is only less fresh. */
export function announce(trx: Trx, channel: string, event: LiveEvent) {
  afterCommit(trx, () => transmit.broadcast(channel, { ...event }))
}

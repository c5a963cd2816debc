import transmit from '@adonisjs/transmit/services/main'
import type { Trx } from '#app/core/sql'
import { afterCommit } from '#app/core/transaction'
import { type LiveEvent, LiveNews, type LiveNote } from '#app/messaging/live_news'

/** Names of the channels. Who may listen is decided where they are registered. */
export const live = {
  /** Staff of a branch; 0 for those of every branch. */
  desk: (branchId: number) => `desk/${branchId}`,
  staff: (staffId: number) => `staff/${staffId}`,
  member: (customerId: number) => `member/${customerId}`,
  /** Public: a product's sellable reached or left zero. */
  stock: () => 'stock',
}

/** The other processes of the house; nobody in tests and where this is the only one. */
let others: LiveNews | null = null

/** Tells a channel once the transaction is stored. A page that misses it is only less fresh. */
export function announce(trx: Trx, channel: string, event: LiveEvent) {
  afterCommit(trx, () => {
    transmit.broadcast(channel, { ...event })
    others?.put({ channel, event })
  })
}

/** Pages that are open at other processes of the same database hear of it too, and ours of theirs. */
export function shareNews(): LiveNews {
  const news = new LiveNews({
    isListening: () => transmit.getManager().getAllSubscribers().size > 0,
    hear,
  })
  others = news
  transmit.on('connect', () => void news.listen())
  return news
}

/**
 * A stream that is open at another process listens to a channel; whether it may was decided here.
 * @returns false when no other process is told of anything
 */
export function listenElsewhere(stream: string, channel: string): boolean {
  others?.put({ stream, channel })
  return others !== null
}

/** Whether a page's stream is open at this process. */
export function isOpenHere(stream: string): boolean {
  const streams = [...transmit.getManager().getAllSubscribers().keys()]
  return streams.some((one) => one.getUid() === stream)
}

function hear({ channel, event, stream }: LiveNote) {
  if (event) transmit.broadcast(channel, { ...event })
  if (stream) void transmit.subscribe({ uid: stream, channel, skipAuthorization: true } as Joining)
}

/* Its type wants the request that asks, which only the check of rights reads. */
type Joining = Parameters<typeof transmit.subscribe>[0]

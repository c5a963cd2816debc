import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { sqlTime, timeOf, type Trx } from '#app/core/sql'

/** How many days before its end credit is spoken of, the farthest first. */
export const DISTANCES = [14, 3] as const
export type Distance = (typeof DISTANCES)[number]

/** The end of the Tehran day that is so many days from today: lots of one day are due together. */
const endOfDay = (days: number) => clock.now().setZone(TEHRAN).plus({ days }).endOf('day')

export const today = () => clock.now().setZone(TEHRAN).toISODate()!

/** Between which moments a lot ends that is now spoken of at this distance. */
function spanOf(distance: Distance): { after: DateTime; until: DateTime } {
  const nearer = DISTANCES.find((one) => one < distance)
  return { after: nearer ? endOfDay(nearer) : clock.now(), until: endOfDay(distance) }
}

/** Customers who are to be told today and were not yet: ids, at most `limit`. */
export async function customersToWarn(limit: number): Promise<number[]> {
  const found = new Set<number>()
  for (const distance of DISTANCES) {
    const { after, until } = spanOf(distance)
    const rows = await db
      .from('lots as l')
      .leftJoin('expiry_warning_lots as w', (join) =>
        join.on('w.lot_id', 'l.id').andOnVal('w.distance', distance)
      )
      .leftJoin('expiry_warnings as d', (join) =>
        join.on('d.customer_id', 'l.customer_id').andOnVal('d.day', today())
      )
      .where('l.state', 'available')
      .where('l.expires_at', '>', sqlTime(after))
      .where('l.expires_at', '<=', sqlTime(until))
      .whereNull('w.id')
      .whereNull('d.id')
      .limit(limit)
      .select('l.customer_id')
    for (const row of rows) found.add(Number(row.customer_id))
  }
  return [...found]
}

export interface EndingLot {
  id: number
  distance: Distance
  amount: Rial
  expiresAt: DateTime
}

/** Lots of an account that its owner was not told of at the distance they have now. */
export async function untoldLots(accountId: number, trx: Trx): Promise<EndingLot[]> {
  const lots: EndingLot[] = []
  for (const distance of DISTANCES) {
    const { after, until } = spanOf(distance)
    const told = trx
      .from('expiry_warning_lots as w')
      .whereColumn('w.lot_id', 'lots.id')
      .where('w.distance', distance)
    const rows = await trx
      .from('lots')
      .where({ account_id: accountId, state: 'available' })
      .where('expires_at', '>', sqlTime(after))
      .where('expires_at', '<=', sqlTime(until))
      .whereNotExists(told)
      .orderBy('expires_at')
      .select('id', 'remaining', 'expires_at')
    for (const row of rows) {
      const expiresAt = timeOf(row.expires_at)
      lots.push({ id: Number(row.id), distance, amount: Number(row.remaining), expiresAt })
    }
  }
  return lots
}

export interface EndingDay {
  at: DateTime
  amount: Rial
}

/** More days than a month has cannot end in a month; more lots than this are summed by the shop. */
const MOST = 500

/** What of an account ends in the next so many days, day by day, the soonest first. */
export async function endingDays(accountId: number, days: number): Promise<EndingDay[]> {
  const rows = await db
    .from('lots')
    .where({ account_id: accountId, state: 'available' })
    .where('expires_at', '>', sqlTime(clock.now()))
    .where('expires_at', '<=', sqlTime(endOfDay(days)))
    .orderBy('expires_at')
    .limit(MOST)
    .select('remaining', 'expires_at')
  const byDay = new Map<string, EndingDay>()
  for (const row of rows) {
    const at = timeOf(row.expires_at)
    const day = at.setZone(TEHRAN).toISODate()!
    const known = byDay.get(day)
    byDay.set(day, { at: known?.at ?? at, amount: (known?.amount ?? 0) + Number(row.remaining) })
  }
  return [...byDay.values()]
}

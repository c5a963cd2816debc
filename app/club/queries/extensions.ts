import type { DateTime } from 'luxon'
import { cutPage } from '#app/core/page'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import { sqlTime, type Client } from '#app/core/sql'
import CreditExtension from '#app/club/models/credit_extension'

const PAGE = 25

/** Which lots get a later end. */
export interface ExtensionFilter {
  tierId: number | null
  /** The branch that gave the credit. */
  branchId: number | null
  /** Lots that would end between these moments. */
  from: DateTime
  until: DateTime
  newEnd: DateTime
}

export interface Extendable {
  lots: number
  members: number
  amount: Rial
}

/** Lots of a filter that still hold something, have not ended and would end sooner than the new end. */
export function extendableLots(filter: ExtensionFilter, client: Client) {
  const query = client
    .from('lots as l')
    .where('l.state', 'available')
    .where('l.expires_at', '>', sqlTime(clock.now()))
    .where('l.expires_at', '>=', sqlTime(filter.from))
    .where('l.expires_at', '<=', sqlTime(filter.until))
    .where('l.expires_at', '<', sqlTime(filter.newEnd))
  if (filter.branchId !== null) query.where('l.branch_id', filter.branchId)
  if (filter.tierId !== null) {
    query.join('members as m', 'm.customer_id', 'l.customer_id').where('m.tier_id', filter.tierId)
  }
  return query
}

/** What a filter finds now. */
export async function extendable(filter: ExtensionFilter, client: Client): Promise<Extendable> {
  const row = await extendableLots(filter, client)
    .count('* as lots')
    .countDistinct('l.account_id as members')
    .sum('l.remaining as amount')
    .first()
  const of = (key: keyof Extendable) => Number(row?.[key] ?? 0)
  return { lots: of('lots'), members: of('members'), amount: of('amount') }
}

/** Campaigns, the newest first. */
export async function extensionList(after?: number) {
  const query = CreditExtension.query().preload('startedBy').preload('tier').preload('branch')
  if (after) query.where('id', '<', after)
  const { shown, next } = cutPage(await query.orderBy('id', 'desc').limit(PAGE + 1), PAGE)
  return { rows: shown, next }
}

/** @throws NotFound */
export async function oneExtension(id: number): Promise<CreditExtension> {
  const query = CreditExtension.query().where('id', id)
  return found(await query.preload('startedBy').preload('tier').preload('branch').first())
}

import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { type Client, sqlTime } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import Staff from '#app/people/models/staff'
import type ManualTier from '#app/club/models/manual_tier'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'

/** Who gives a tier by hand, or ends one, and to whom. */
export interface Grant {
  staffId: number
  customerId: number
  /** Where the member stands by himself: above it counts what is given. */
  own: Pick<Tier, 'position'>
  to: Pick<Tier, 'position'>
}

/**
 * Who has the right in some branches gives tiers to members of these branches; who may not change
 * the tiers themselves gives no more levels than the house says (`tierByHand`).
 * @throws Refusal `manual_tier_branch` (403), `manual_tier_above` {levels} with field `tierId`
 */
export async function assertMayGrant(grant: Grant, client: Client): Promise<void> {
  const staff = found(
    await Staff.query({ client }).where('id', grant.staffId).preload('roles').first()
  )
  if (!(await isOfHisBranches(staff, grant.customerId, client))) {
    throw new Refusal('manual_tier_branch', { status: 403 })
  }
  const levels = await levelsOf(staff, client)
  if (levels === null || grant.to.position <= grant.own.position + levels) return
  throw new Refusal('manual_tier_above', { field: 'tierId', params: { levels } })
}

/** For the form: the tiers that he may give this member, none when the member is not of his branches. */
export async function grantableTiers(
  staff: Staff,
  { member, manual }: { member: Member; manual: ManualTier | null }
): Promise<{ tiers: Tier[]; levels: number | null }> {
  const levels = await levelsOf(staff)
  if (!(await isOfHisBranches(staff, member.customerId))) return { tiers: [], levels }
  const ladder = await Tier.ladder()
  const standing = await Tier.standing()
  const before = (manual && standing.get(manual.fromTierId)) ?? member.tier
  const highest = lower(before, member.tier).position + (levels ?? ladder.length)
  return { tiers: ladder.filter(({ position }) => position <= highest), levels }
}

/** Neither step by step upwards nor past somebody who holds a member down. */
export function lower<T extends Pick<Tier, 'position'>>(one: T, other: T): T {
  return one.position < other.position ? one : other
}

/** Levels above a member's own that he may give by hand; null: any. */
export async function levelsOf(staff: Staff, client?: Client): Promise<number | null> {
  if (staff.can('tiers.write')) return null
  const { levels } = await settings.get('tierByHand', client)
  return levels
}

/** A member of his branches has his home there, or bought something there within a year and kept it. */
export async function isOfHisBranches(
  staff: Staff,
  customerId: number,
  client: Client = db.connection()
): Promise<boolean> {
  const branches = staff.branchesFor('tiers.grant')
  if (branches === 'all') return true
  const customers = client.from('customers').where('id', customerId)
  if (await customers.whereIn('branch_id', branches).select('id').first()) return true
  const bought = await client
    .from('customer_purchases')
    .where('customer_id', customerId)
    .where('created_at', '>', sqlTime(clock.now().minus({ years: 1 })))
    .where('amount', '>', 0)
    .whereIn('branch_id', branches)
    .select('id')
    .first()
  return bought !== null
}

import db from '@adonisjs/lucid/services/db'
import { type Actor, SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { eachAlone } from '#app/core/sweep'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { lockedMember, moveByHand } from '#app/club/actions/set_manual_tier'
import ManualTier from '#app/club/models/manual_tier'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import { purchasesOfWindow } from '#app/club/queries/tier_progress'
import { assertMayGrant } from '#app/club/tier_granting'
import { noteRise } from '#app/club/tier_rising'

/** Tiers by hand whose last day is over come to their end. @returns how many did */
export function endManualTiers(limit = 500): Promise<number> {
  return eachAlone(() => overdue(limit), endOne)
}

async function overdue(limit: number): Promise<number[]> {
  const rows = await db
    .from('manual_tiers as x')
    .join('members as m', 'm.id', 'x.member_id')
    .whereNull('x.ended_at')
    .where('x.ends_at', '<=', sqlTime(clock.now()))
    .orderBy('x.ends_at')
    .limit(limit)
    .select('m.customer_id')
  return rows.map((row) => Number(row.customer_id))
}

function endOne(customerId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const member = await lockedMember(customerId, trx)
    const manual = await ManualTier.of(member.id, trx)
    if (!manual || manual.endsAt > clock.now()) return false
    await end(member, manual, SYSTEM, trx)
    return true
  })
}

/**
 * A tier by hand ends before its day.
 * @throws Refusal of `assertMayGrant`, `manual_tier_needs_member`, `manual_tier_over` (409) when there is none
 */
export function endManualTier(
  { customerId, by }: { customerId: number; by: Extract<Actor, { kind: 'staff' }> },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    const member = await lockedMember(customerId, trx)
    const manual = await ManualTier.of(member.id, trx)
    if (!manual) throw new Refusal('manual_tier_over', { status: 409 })
    const standing = await Tier.standing(trx)
    const to = standing.get(manual.fromTierId)!
    await assertMayGrant({ staffId: by.id, customerId, own: member.tier, to }, trx)
    await end(member, manual, by, trx)
    await audit('end_tier', { subject: { type: 'customer', id: customerId } }, by, trx)
  }, outer)
}

/** He has again what he had, or what his own purchases lead to; who rose above it stays there. */
async function end(member: Member, manual: ManualTier, by: Actor, trx: Trx) {
  await manual.merge({ activeKey: null, endedAt: clock.now() }).save()
  if (member.tierId !== manual.tierId) return
  const ladder = await Tier.ladder(trx)
  const bought = await purchasesOfWindow(member.customerId, trx)
  const earned = ladder.findLast(({ threshold }) => threshold <= bought)
  const standing = await Tier.standing(trx)
  const before = standing.get(manual.fromTierId)!
  const isEarned = earned !== undefined && earned.position > before.position
  const to = isEarned ? earned : before
  await moveByHand(member, to, { cause: 'hand_over', by, facts: {} }, trx)
  if (isEarned) {
    await noteRise({ memberId: member.id, tier: to, beforeTierId: before.id, bought }, trx)
  }
}

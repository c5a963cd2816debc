import type { Actor } from '#app/core/actor'
import { changed, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import { purchasesOfYear } from '#app/club/queries/tier_progress'
import { record } from '#app/crm/record'

/**
 * Who has bought enough in this Jalali year rises to the tier that this leads to; nobody is
 * lowered by it. @returns the new tier, or null when nothing changed
 */
export function raiseTier(
  { customerId, by }: { customerId: number; by: Actor },
  outer?: Trx
): Promise<Tier | null> {
  return transaction(async (trx) => {
    const member = await Member.of(customerId, trx)
    const earned = member && (await tierEarned(member, trx))
    if (!member || !earned) return null

    const { id, tierId, tier: before } = member
    const isMine = await changed(
      trx.from('members').where({ id, tier_id: tierId }).update({ tier_id: earned.id })
    )
    if (!isMine) return null
    const about = { type: 'member', id }
    const facts = { from: before.code, to: earned.code }
    await record('tier_raised', { customerId, about, by, facts }, trx)
    return earned
  }, outer)
}

/** The highest tier above his own whose threshold this year's purchases reach. */
async function tierEarned(member: Member, trx: Trx): Promise<Tier | null> {
  const bought = await purchasesOfYear(member.customerId, trx)
  const ladder = await Tier.ladder(trx)
  const reached = ladder.filter(
    ({ position, threshold }) => position > member.tier.position && threshold <= bought
  )
  return reached.at(-1) ?? null
}

import type { Actor } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { changed, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import ManualTier from '#app/club/models/manual_tier'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import { purchasesOfWindow } from '#app/club/queries/tier_progress'
import { noteChanges } from '#app/club/tier_changing'
import { noteRise } from '#app/club/tier_rising'
import { record } from '#app/crm/record'

/**
 * Who has bought enough in the window of the house rises at once to the tier that this leads to;
 * nobody is lowered by it, and who was put lower by hand stays there until that ends.
 * @returns the new tier, or null when nothing changed
 */
export function raiseTier(
  { customerId, by }: { customerId: number; by: Actor },
  outer?: Trx
): Promise<Tier | null> {
  return transaction(async (trx) => {
    /* A return that is being stored finishes first: what it takes away raises nobody. */
    await trx.from('members').where('customer_id', customerId).select('id').forUpdate()
    const member = await Member.of(customerId, trx)
    if (!member) return null
    const bought = await purchasesOfWindow(customerId, trx)
    const earned = await tierEarned(member, bought, trx)
    if (!earned) return null

    const { id, tierId, tier: before } = member
    const manual = await ManualTier.of(id, trx)
    if (manual?.holdsDown) return null
    const isMine = await changed(
      trx.from('members').where({ id, tier_id: tierId }).update({ tier_id: earned.id })
    )
    if (!isMine) return null
    const change = {
      memberId: id,
      fromTierId: tierId,
      toTierId: earned.id,
      direction: 'up',
    } as const
    await noteChanges([change], { cause: 'earned', by }, trx)
    const was = { beforeTierId: tierId, manualTierId: manual?.id }
    await noteRise({ memberId: id, tier: earned, bought, ...was }, trx)
    const about = { type: 'member', id }
    const facts = { from: before.code, to: earned.code }
    await record('tier_raised', { customerId, about, by, facts }, trx)
    return earned
  }, outer)
}

/** The highest tier above his own whose threshold the window's purchases reach. */
async function tierEarned(member: Member, bought: Rial, trx: Trx): Promise<Tier | null> {
  const ladder = await Tier.ladder(trx)
  const reached = ladder.filter(
    ({ position, threshold }) => position > member.tier.position && threshold <= bought
  )
  return reached.at(-1) ?? null
}

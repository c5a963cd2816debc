import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { recordMany } from '#app/crm/record_many'
import Tier from '#app/club/models/tier'
import TierRise from '#app/club/models/tier_rise'
import { noteChanges } from '#app/club/tier_changing'

/** A member as far as a move needs him. */
export interface Leaver {
  id: number
  customerId: number
}

/**
 * Members of a tier that was ended go to the one in its place, which holds for them since the plan
 * does: each with his record and a message. Credit, card, referral and what he used stay as they
 * are; who has the ended tier by hand has the other one by hand until his day. The caller holds
 * their rows.
 */
export async function moveOn(leavers: readonly Leaver[], endedId: number, trx: Trx): Promise<void> {
  if (leavers.length === 0) return
  const ended = await Tier.findOrFail(endedId, { client: trx })
  const to = await Tier.findOrFail(ended.successorId!, { client: trx })
  const ids = leavers.map(({ id }) => id)
  await trx.from('members').whereIn('id', ids).update({ tier_id: to.id })
  await trx
    .from('manual_tiers')
    .whereIn('active_key', ids)
    .where('tier_id', endedId)
    .update({ tier_id: to.id })
  await carryRises(ids, { ended, to }, trx)
  const changes = ids.map((memberId) => ({ memberId, fromTierId: endedId, toTierId: to.id }))
  const down = changes.map((change) => ({ ...change, direction: 'down' as const }))
  await noteChanges(down, { cause: 'ended', by: SYSTEM }, trx)
  await tell(leavers, { ended, to }, trx)
}

/** The same for one who is about to be moved by something else before his turn has come. */
export async function moveOnFirst(customerId: number, trx: Trx): Promise<void> {
  const row = await trx
    .from('members as m')
    .join('tiers as t', 't.id', 'm.tier_id')
    .where('m.customer_id', customerId)
    .whereNotNull('t.ended_at')
    .select('m.id', 'm.tier_id')
    .first()
  if (row) await moveOn([{ id: Number(row.id), customerId }], Number(row.tier_id), trx)
}

interface Way {
  ended: Tier
  to: Tier
}

/**
 * Whose tier rests on purchases stands on the same ones in the tier below (decision 17), unless he
 * was there before them.
 */
async function carryRises(memberIds: number[], { ended, to }: Way, trx: Trx): Promise<void> {
  const rises = await TierRise.query({ client: trx })
    .where('tierId', ended.id)
    .whereIn('memberId', memberIds)
    .whereNull('fellAt')
    .orderBy('id')
  if (rises.length === 0) return
  const byHand = await trx.from('manual_tiers').whereIn('active_key', memberIds)
  const isByHand = new Set(
    byHand.filter((row) => Number(row.tier_id) === to.id).map((row) => Number(row.active_key))
  )
  const standing = await Tier.standing(trx)
  const latest = new Map(rises.map((rise) => [rise.memberId, rise]))
  const carried = [...latest.values()].filter(
    ({ memberId, beforeTierId }) =>
      !isByHand.has(memberId) && standing.get(beforeTierId)!.position < to.position
  )
  await TierRise.createMany(
    carried.map((rise) => ({
      memberId: rise.memberId,
      tierId: to.id,
      beforeTierId: rise.beforeTierId,
      manualTierId: rise.manualTierId,
      threshold: Math.min(rise.threshold, to.threshold),
      bought: rise.bought,
      windowStart: rise.windowStart,
      roseAt: rise.roseAt,
    })),
    { client: trx }
  )
}

async function tell(leavers: readonly Leaver[], { ended, to }: Way, trx: Trx): Promise<void> {
  const ids = leavers.map(({ customerId }) => customerId)
  const rows = await trx.from('customers').whereIn('id', ids).select('id', 'locale')
  const localeOf = new Map(rows.map((row) => [Number(row.id), row.locale]))
  const lines = leavers.map(({ id, customerId }) => {
    const name = (tier: Tier) => (localeOf.get(customerId) === 'en' ? tier.nameEn : tier.nameFa)
    return {
      customerId,
      about: { type: 'member', id },
      by: SYSTEM,
      facts: { from: ended.code, to: to.code },
      params: { from: name(ended), tier: name(to) },
    }
  })
  await recordMany('tier_ended', lines, trx)
}

import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import type { Client, Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'
import ManualTier from '#app/club/models/manual_tier'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import TierRise from '#app/club/models/tier_rise'
import {
  type Less,
  momentsSince,
  mostWithin,
  standingPurchases,
} from '#app/club/standing_purchases'
import { noteChanges } from '#app/club/tier_changing'
import { risingWindow } from '#app/club/tier_window'
import type { Undoing } from '#app/club/unearned'

/** A tier that was never earned, as far as purchases stand now. */
export interface TierFall {
  from: Tier
  to: Tier
  /** The rises that fall, the latest first. */
  rises: TierRise[]
  /** The most that stands (Rial): what the tier he falls to may rest on. */
  most: Rial
  /** The tier by hand under which it lies: that one stays, what comes after it changes. */
  manual: ManualTier | null
}

/**
 * Where a member falls whose tier rests on purchases that came back: to what he held before, or to
 * what the rest still earns. Null: his tier is earned, or somebody else put him there.
 */
export async function unearnedTier(
  member: Member,
  client: Client,
  less?: Less
): Promise<TierFall | null> {
  const ladder = await Tier.ladder(client)
  const tierOf = await Tier.standing(client)
  const active = await ManualTier.of(member.id, client)
  const manual = active && active.tierId === member.tierId ? active : null
  const from = tierOf.get(manual ? manual.fromTierId : member.tierId)!

  const rises: TierRise[] = []
  let [at, most] = [from, 0]
  for (;;) {
    const rise = await TierRise.to(at.id, member.id, client)
    if (!rise || rises.some(({ id }) => id <= rise.id)) break
    const stands = await mostSince(rise, member, client, less)
    if (stands >= rise.threshold) break
    rises.push(rise)
    most = Math.max(most, stands)
    at = tierOf.get(await heldBefore(rise, client))!
  }
  if (rises.length === 0) return null
  const earned = ladder.findLast(({ threshold }) => threshold <= most)!
  const to = earned.position > at.position ? earned : at
  return to.position < from.position ? { from, to, rises, most, manual } : null
}

/** The most (Rial) that a window of the house came to: on the day that he rose, or ever since. */
async function mostSince(rise: TierRise, member: Member, client: Client, less?: Less) {
  const review = await settings.get('tierReview', client)
  const { roseAt, windowStart } = rise
  const usual = risingWindow(review, roseAt).start
  const since = usual < windowStart ? usual : windowStart
  const purchases = await standingPurchases({ customerId: member.customerId, since, less }, client)
  const then = mostWithin(purchases, [{ start: windowStart, end: roseAt }])
  const later = momentsSince(roseAt, purchases).map((end) => ({
    start: risingWindow(review, end).start,
    end,
  }))
  return Math.max(then, mostWithin(purchases, later))
}

/** A tier by hand that is over gave way to what he had before it. */
async function heldBefore({ beforeTierId, manualTierId }: TierRise, client: Client) {
  if (manualTierId === null) return beforeTierId
  const manual = await ManualTier.findOrFail(manualTierId, { client })
  return manual.endedAt ? manual.fromTierId : beforeTierId
}

/** Carries it out, without grace: it was never earned. */
export async function fallBack(
  member: Member,
  fall: TierFall,
  undoing: Undoing,
  trx: Trx
): Promise<void> {
  const { from, to, rises, manual } = fall
  const { about, by } = undoing
  for (const rise of rises) {
    const ended = { fellAt: clock.now(), fellToTierId: to.id }
    await rise.merge({ ...ended, aboutType: about.type, aboutId: about.id }).save()
  }
  await standAgain(member, fall, trx)
  if (manual) return layBelow(manual, to, trx)
  await trx.from('members').where({ id: member.id }).update({ tier_id: to.id })
  const move = { memberId: member.id, fromTierId: from.id, toTierId: to.id }
  await noteChanges([{ ...move, direction: 'down' }], { cause: 'returned', by }, trx)
  await tell(member, fall, undoing, trx)
}

/** A tier between, that the rest has earned, stands on purchases as well. */
async function standAgain(member: Member, { to, rises, most }: TierFall, trx: Trx) {
  const last = rises.at(-1)!
  const standing = await Tier.standing(trx)
  if (to.id === standing.get(await heldBefore(last, trx))!.id) return
  const { beforeTierId, manualTierId, roseAt, windowStart } = last
  const row = { memberId: member.id, tierId: to.id, beforeTierId, manualTierId }
  const ground = { threshold: to.threshold, bought: most, windowStart, roseAt }
  await TierRise.create({ ...row, ...ground }, { client: trx })
}

/** What the member will have when the tier by hand ends. */
async function layBelow(manual: ManualTier, to: Tier, trx: Trx) {
  const tier = await Tier.findOrFail(manual.tierId, { client: trx })
  const holdsDown = tier.position < to.position
  await manual.merge({ fromTierId: to.id, holdsDown }).save()
}

async function tell(member: Member, { from, to }: TierFall, undoing: Undoing, trx: Trx) {
  const { number, ...happening } = undoing
  const { customerId } = member
  const customer = await Customer.findOrFail(customerId, { client: trx })
  const name = (tier: Tier) => (customer.locale === 'en' ? tier.nameEn : tier.nameFa)
  const facts = { from: from.code, to: to.code, number }
  const params = { number, from: name(from), tier: name(to) }
  await record('tier_fell_back', { ...happening, customerId, facts, params }, trx)
}

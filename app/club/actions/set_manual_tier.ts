import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { formatJalaliDay, fromJalali, type JalaliDay } from '#app/core/jalali'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { audit } from '#app/people/models/audit'
import ManualTier from '#app/club/models/manual_tier'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import { moveOnFirst } from '#app/club/moving_on'
import { noteChanges } from '#app/club/tier_changing'
import { assertMayGrant, lower } from '#app/club/tier_granting'

export interface ManualTierOrder {
  customerId: number
  tierId: number
  /** The last day on which it holds. */
  lastDay: JalaliDay
  reason: string
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/** So many days ahead a tier by hand may last. */
const LONGEST = 800

/**
 * A tier by hand until a day: no re-evaluation touches it; when it ends the member has again what he
 * had, or what he has bought himself meanwhile. Another one takes its place.
 * @throws Refusal of `assertMayGrant`, `manual_tier_needs_member`, `manual_tier_day` with field `lastDay`,
 * `manual_tier_reason` with field `reason`, NotFound for an unknown tier, `key_reused`
 */
export function setManualTier(order: ManualTierOrder, outer?: Trx) {
  const { by, key, ...input } = order
  return transaction((trx) => {
    const scope = `set_manual_tier:staff:${by.id}`
    return once({ scope, key, input }, trx, () => set(order, trx))
  }, outer)
}

async function set(order: ManualTierOrder, trx: Trx) {
  const { customerId, tierId, by } = order
  const reason = order.reason.trim()
  if (!reason) throw new Refusal('manual_tier_reason', { field: 'reason' })
  const endsAt = endOf(order.lastDay)
  const member = await lockedMember(customerId, trx)
  const standing = await Tier.standing(trx)
  const tier = found([...standing.values()].find(({ id }) => id === tierId) ?? null)
  const before = await endPresent(member, trx)
  const from = standing.get(before?.fromTierId ?? member.tierId)!
  await assertMayGrant({ staffId: by.id, customerId, own: lower(from, member.tier), to: tier }, trx)
  const manual = await ManualTier.create(
    {
      memberId: member.id,
      tierId,
      fromTierId: from.id,
      holdsDown: tier.position < from.position,
      reason,
      endsAt,
      activeKey: member.id,
      staffId: by.id,
    },
    { client: trx }
  )
  await moveByHand(member, tier, { cause: 'hand', by, facts: { reason } }, trx)
  const subject = { type: 'customer', id: customerId }
  const after = { tier: tier.nameFa, lastDay: formatJalaliDay(order.lastDay, 'fa'), note: reason }
  const was = { tier: member.tier.nameFa, lastDay: null, note: null }
  await audit('set_tier', { subject, before: was, after }, by, trx)
  return { manualTierId: manual.id }
}

function endOf({ year, month, day }: JalaliDay) {
  const endsAt = fromJalali(year, month, day).plus({ days: 1 })
  const now = clock.now()
  if (endsAt > now && endsAt < now.plus({ days: LONGEST })) return endsAt
  throw new Refusal('manual_tier_day', { field: 'lastDay' })
}

/** @throws Refusal `manual_tier_needs_member` */
export async function lockedMember(customerId: number, trx: Trx): Promise<Member> {
  await trx.from('members').where('customer_id', customerId).select('id').forUpdate()
  await moveOnFirst(customerId, trx)
  const member = await Member.of(customerId, trx)
  if (!member) throw new Refusal('manual_tier_needs_member')
  return member
}

async function endPresent(member: Member, trx: Trx): Promise<ManualTier | null> {
  const present = await ManualTier.of(member.id, trx)
  await present?.merge({ activeKey: null, endedAt: clock.now() }).save()
  return present
}

/** Noted also when the tier stays the same: somebody decided it. */
export async function moveByHand(
  member: Member,
  to: Tier,
  why: { cause: 'hand' | 'hand_over'; by: Actor; facts: Record<string, unknown> },
  trx: Trx
): Promise<void> {
  const { id, customerId, tier: from } = member
  await trx.from('members').where('id', id).update({ tier_id: to.id })
  const rise = Math.sign(to.position - from.position)
  const direction = rise > 0 ? 'up' : rise < 0 ? 'down' : 'same'
  const change = { memberId: id, fromTierId: from.id, toTierId: to.id, direction } as const
  await noteChanges([change], { cause: why.cause, by: why.by }, trx)
  const about = { type: 'member', id }
  const facts = { from: from.code, to: to.code, ...why.facts }
  await record('tier_set', { customerId, about, by: why.by, facts }, trx)
}

import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { rewardAction, rewardProfile } from '#app/club/actions/reward_action'
import { admit } from '#app/club/membership'
import Card from '#app/club/models/card'
import Member, { type JoinSource } from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import { newCardNumber, newReferralCode } from '#app/club/numbers'
import { openCase, record } from '#app/crm/record'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'

export interface Joining {
  customerId: number
  source: JoinSource
  by: Actor
  /** Of the member who invited. */
  referralCode?: string | null
  branchId?: number | null
}

/**
 * A customer becomes a member: membership in the lowest tier, an electronic card, a wallet, a
 * record and a welcome. Who is a member already gets that membership as the answer.
 * @throws Refusal `unknown_referral_code`, `own_referral_code` with field `referralCode`; of `admit`
 * where the rules of membership do not let him join
 */
export function joinClub(joining: Joining, outer?: Trx): Promise<Member> {
  return transaction(async (trx) => {
    const referrer = await referrerOf(joining, trx)
    const already = await Member.of(joining.customerId, trx)
    if (already) return already

    const source = await admit(joining, referrer !== null, trx)
    const { member, isNew } = await enrol({ ...joining, source }, referrer, trx)
    if (!isNew) return member
    await issueElectronicCard(member, joining.branchId ?? null, trx)
    await Wallet.of(joining.customerId, trx)
    await tell(member, joining, trx)
    await thank(member, joining, trx)
    return member
  }, outer)
}

async function referrerOf({ referralCode, customerId }: Joining, trx: Trx): Promise<Member | null> {
  if (!referralCode?.trim()) return null
  const field = 'referralCode'
  const referrer = await Member.byReferralCode(referralCode, trx)
  if (!referrer) throw new Refusal('unknown_referral_code', { field })
  if (referrer.customerId === customerId) throw new Refusal('own_referral_code', { field })
  return referrer
}

/** Two at once meet at the UNIQUE customer; a code that is taken is drawn again. */
async function enrol(joining: Joining, referrer: Member | null, trx: Trx) {
  const tier = await Tier.lowest(trx)
  for (let attempt = 1; ; attempt++) {
    try {
      const row = {
        customerId: joining.customerId,
        tierId: tier.id,
        source: joining.source,
        referralCode: newReferralCode(),
        referrerId: referrer?.id ?? null,
        joinedAt: clock.now(),
      }
      const member = await Member.create(row, { client: trx })
      member.$setRelated('tier', tier)
      return { member, isNew: true }
    } catch (error) {
      if (!isDuplicate(error) || attempt > 5) throw error
      const winner = await Member.of(joining.customerId, trx)
      if (winner) return { member: winner, isNew: false }
    }
  }
}

async function issueElectronicCard(member: Member, branchId: number | null, trx: Trx) {
  const prefix = await settings.get('cardPrefix', trx)
  for (let attempt = 1; ; attempt++) {
    try {
      const number = newCardNumber(prefix)
      const row = {
        memberId: member.id,
        number,
        kind: 'electronic',
        status: 'active',
        branchId,
      } as const
      return await Card.create(row, { client: trx })
    } catch (error) {
      if (!isDuplicate(error) || attempt > 5) throw error
    }
  }
}

/** Rules in force may thank for joining, and for a profile that was complete before. */
async function thank(member: Member, { customerId, branchId, by }: Joining, trx: Trx) {
  const about = { type: 'member', id: member.id }
  await rewardAction({ action: 'join', customerId, about, branchId, by }, trx)
  await rewardProfile({ customerId, by }, trx)
}

/** The membership begins a chain of its own in the customer file. */
async function tell(member: Member, { customerId, branchId = null, by }: Joining, trx: Trx) {
  const customer = await Customer.findOrFail(customerId, { client: trx })
  const { code, nameFa, nameEn, earnBasisPoints } = member.tier
  const chain = await openCase('membership', { customerId, branchId }, trx)
  await record(
    'member_joined',
    {
      customerId,
      caseId: chain.id,
      branchId,
      about: { type: 'member', id: member.id },
      by,
      facts: { tier: code, source: member.source },
      params: {
        tier: customer.locale === 'en' ? nameEn : nameFa,
        percent: { basisPoints: earnBasisPoints },
      },
    },
    trx
  )
}

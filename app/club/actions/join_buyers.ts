import type { Actor } from '#app/core/actor'
import { SYSTEM } from '#app/core/actor'
import { eachAlone } from '#app/core/sweep'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Customer from '#app/people/models/customer'
import { joinClub } from '#app/club/actions/join_club'
import { membershipTerms, type WayToJoin, wayToJoin } from '#app/club/membership'
import Member from '#app/club/models/member'
import PurchaseJoin from '#app/club/models/purchase_join'
import { buyersToJoin } from '#app/club/queries/buyers_to_join'

export interface Buying {
  customerId: number
  branchId?: number | null
  by: Actor
}

/**
 * A customer who has bought enough becomes a member, with card, wallet and welcome. Who is one
 * already, is blocked, or has not bought enough: nothing happens.
 * @returns the new member, or null
 */
export function joinByPurchase(buying: Buying, outer?: Trx): Promise<Member | null> {
  return transaction(async (trx) => {
    const { purchases } = await membershipTerms(trx)
    if (purchases.length === 0) return null
    const customer = await Customer.lock(buying.customerId, trx)
    if (!customer || customer.status === 'blocked') return null
    if (await Member.of(buying.customerId, trx)) return null
    const way = await wayToJoin(buying.customerId, trx)
    if (way?.missing !== 0) return null
    const member = await joinClub({ ...buying, source: 'rule' }, trx)
    if (member.source === 'rule') await remember(member, way, trx)
    return member
  }, outer)
}

/** What brought him in: when these purchases come back, the join credit goes with them. */
async function remember(member: Member, way: WayToJoin, trx: Trx) {
  const { amount, bought, days, ruleId } = way
  await PurchaseJoin.create({ memberId: member.id, ruleId, amount, days, bought }, { client: trx })
}

/** All who have bought enough meanwhile, each in a transaction of its own. @returns how many joined */
export function joinBuyers(): Promise<number> {
  return eachAlone(buyersToJoin, async (customerId) => {
    const member = await joinByPurchase({ customerId, by: SYSTEM })
    return member !== null
  })
}

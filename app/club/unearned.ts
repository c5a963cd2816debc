import type { Actor, DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import type { Client, Trx } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import Member from '#app/club/models/member'
import type { Less } from '#app/club/standing_purchases'
import type Tier from '#app/club/models/tier'
import { moveOnFirst } from '#app/club/moving_on'
import { takeBackJoin, unearnedJoin } from '#app/club/unearned_join'
import { fallBack, unearnedTier } from '#app/club/unearned_tier'

/* What purchases brought besides their own credit goes with them when they come back (decision 17). */

/** What makes a customer's purchases fewer: a return, or a sale that was called off. */
export interface Undoing {
  about: DocumentRef
  /** What people call it. */
  number: string
  caseId: number | null
  branchId: number | null
  by: Actor
}

export interface Unearned {
  /** Join credit that is taken back, in Rial; 0: none. */
  joinCredit: Rial
  fall: { from: Tier; to: Tier } | null
}

/**
 * Held before purchases become fewer: who joins by what he bought, or rises by it, waits until they
 * are counted anew.
 */
export async function lockBuyer(customerId: number, trx: Trx): Promise<void> {
  await Customer.lock(customerId, trx)
  await trx.from('members').where('customer_id', customerId).select('id').forUpdate()
}

/** What would follow if so much of a sale came back. */
export async function foreseeUnearned(
  customerId: number,
  less: Less,
  client: Client
): Promise<Unearned> {
  const member = await Member.of(customerId, client)
  if (!member) return { joinCredit: 0, fall: null }
  const fall = await unearnedTier(member, client, less)
  return {
    joinCredit: await unearnedJoin(member, client, less),
    fall: fall && !fall.manual ? fall : null,
  }
}

/**
 * After a customer's purchases became fewer, in the same transaction: the join credit of purchases
 * that came back is taken back (the membership stays), and a tier that they alone had earned falls
 * back at once. The caller holds the buyer by `lockBuyer`.
 */
export async function takeBackUnearned(
  customerId: number,
  undoing: Undoing,
  trx: Trx
): Promise<void> {
  await moveOnFirst(customerId, trx)
  const member = await Member.of(customerId, trx)
  if (!member) return
  await takeBackJoin(member, undoing, trx)
  const fall = await unearnedTier(member, trx)
  if (fall) await fallBack(member, fall, undoing, trx)
}

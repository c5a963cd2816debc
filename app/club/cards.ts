import { normalizeMobile } from '#app/core/mobile'
import { Refusal } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import Card from '#app/club/models/card'
import Member from '#app/club/models/member'
import type Tier from '#app/club/models/tier'
import { normalizeCardNumber } from '#app/club/numbers'
import Customer from '#app/people/models/customer'

export interface CardHolder {
  customer: Customer
  member: Member
  tier: Tier
  /** Null when a member was named by mobile and has no active card. */
  card: Card | null
}

/**
 * Who stands at the till: by the number of a card (read or typed) or by a member's mobile.
 * @returns null when it names no member
 * @throws Refusal `card_blocked` with field `card`
 */
export async function findByCard(text: string, client?: Client): Promise<CardHolder | null> {
  const number = normalizeCardNumber(text)
  if (number) return holderOf(await Card.query({ client }).where('number', number).first(), client)

  const mobile = normalizeMobile(text)
  const customer = mobile ? await Customer.findByMobile(mobile, client) : null
  const member = customer && (await Member.of(customer.id, client))
  if (!customer || !member) return null
  return { customer, member, tier: member.tier, card: await member.electronicCard(client) }
}

async function holderOf(card: Card | null, client?: Client): Promise<CardHolder | null> {
  if (!card) return null
  if (card.status === 'blocked') throw new Refusal('card_blocked', { field: 'card' })
  const row = await Member.query({ client })
    .where('id', card.memberId)
    .preload('tier')
    .preload('customer')
    .firstOrFail()
  const { customer } = row
  /* Not moved yet from a tier that was ended. */
  const member = row.tier.endedAt ? (await Member.of(customer.id, client))! : row
  return { customer, member, tier: member.tier, card }
}

import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { MemberSchema } from '#database/schema'
import { latinDigits } from '#app/core/digits'
import type { Client } from '#app/core/sql'
import Card from '#app/club/models/card'
import Tier from '#app/club/models/tier'
import Customer from '#app/people/models/customer'

export const JOIN_SOURCES = ['web', 'till', 'staff', 'rule', 'invitation', 'import'] as const
export type JoinSource = (typeof JOIN_SOURCES)[number]

/** A customer who joined the club. */
export default class Member extends MemberSchema {
  static table = 'members'
  declare source: JoinSource

  @belongsTo(() => Tier)
  declare tier: BelongsTo<typeof Tier>

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>

  /** The membership of a customer with its tier, or null. */
  static of(customerId: number, client?: Client): Promise<Member | null> {
    return Member.query({ client }).where('customer_id', customerId).preload('tier').first()
  }

  /** Whom a referral code names; letters may be typed small, digits in Persian. */
  static byReferralCode(code: string, client?: Client): Promise<Member | null> {
    const written = latinDigits(code).trim().toUpperCase()
    return Member.query({ client }).where('referral_code', written).first()
  }

  /** The card that is shown on the phone. */
  electronicCard(client?: Client): Promise<Card | null> {
    return Card.query({ client: client ?? this.$trx })
      .where({ memberId: this.id, kind: 'electronic', status: 'active' })
      .orderBy('id', 'desc')
      .first()
  }
}

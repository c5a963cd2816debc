import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { MemberSchema } from '#database/schema'
import { latinDigits } from '#app/core/digits'
import { columnsAs, modelOf, parted } from '#app/core/rows'
import type { Client } from '#app/core/sql'
import { rowOf } from '#app/core/statement'
import Card from '#app/club/models/card'
import Tier, { TIER_OF_MEMBER } from '#app/club/models/tier'
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

  /** The membership of a customer with the tier that holds for him, or null. */
  static async of(customerId: number, client?: Client): Promise<Member | null> {
    const row = await rowOf(Member.#withTier(), [customerId], client)
    if (!row) return null
    const [own, tier] = parted(row, 't')
    const member = modelOf(Member, { ...own, tier_id: tier.id }, client)
    member.$setRelated('tier', modelOf(Tier, tier))
    return member
  }

  static #sql: string | undefined
  static #withTier() {
    Member.#sql ??= `SELECT m.*, ${columnsAs(Tier, 't')}
      FROM members m ${TIER_OF_MEMBER} WHERE m.customer_id = ?`
    return Member.#sql
  }

  /** Whom a referral code names; letters may be typed small, digits in Persian. */
  static byReferralCode(code: string, client?: Client): Promise<Member | null> {
    const written = latinDigits(code).trim().toUpperCase()
    return Member.query({ client }).where('referral_code', written).first()
  }

  /** The card that is shown on the phone. */
  async electronicCard(client?: Client): Promise<Card | null> {
    const row = await rowOf(
      `SELECT * FROM cards WHERE member_id = ? AND kind = 'electronic' AND status = 'active'
       ORDER BY id DESC LIMIT 1`,
      [this.id],
      client ?? this.$trx
    )
    return row && modelOf(Card, row)
  }
}

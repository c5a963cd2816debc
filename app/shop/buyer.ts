import type { HttpContext } from '@adonisjs/core/http'
import { rowOf } from '#app/core/statement'
import { ShortCache } from '#app/people/short_cache'
import Tier, { TIER_OF_MEMBER } from '#app/club/models/tier'

/** Who looks at prices: a member of a tier, or somebody who could become one. */
export interface Buyer {
  isMember: boolean
  /** Null: no member yet, or nobody. */
  customerId: number | null
  /** His tier, or the one that a new member begins with; null in a house without a club. */
  tier: BuyerTier | null
}

interface BuyerTier {
  id: number
  earnBasisPoints: number
  name_fa: string
  name_en: string
}

const firstTier = new ShortCache(async (client) => {
  const [lowest] = await Tier.ladder(client)
  return lowest
    ? {
        id: lowest.id,
        earnBasisPoints: lowest.earnBasisPoints,
        name_fa: lowest.nameFa,
        name_en: lowest.nameEn,
      }
    : null
}, 30)

/** One small query for who is signed in, none for a visitor. */
export async function buyerOf(ctx: HttpContext): Promise<Buyer> {
  if (ctx.customer) {
    const tier = await rowOf<BuyerTier>(
      `SELECT t.id, t.earn_basis_points AS earnBasisPoints, t.name_fa, t.name_en
       FROM members m ${TIER_OF_MEMBER} WHERE m.customer_id = ?`,
      [ctx.customer.id]
    )
    if (tier) return { isMember: true, customerId: ctx.customer.id, tier }
  }
  return { isMember: false, customerId: null, tier: await firstTier.get() }
}

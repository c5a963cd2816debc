import type { HttpContext } from '@adonisjs/core/http'
import type { Rial } from '#app/core/money'
import { rowOf } from '#app/core/statement'
import { ShortCache } from '#app/people/short_cache'
import { creditFor } from '#app/club/earning'
import Tier from '#app/club/models/tier'

/** Who looks at prices: a member of a tier, or somebody who could become one. */
export interface Buyer {
  isMember: boolean
  /** His tier, or the one that a new member begins with; null in a house without a club. */
  tier: BuyerTier | null
}

interface BuyerTier {
  earnBasisPoints: number
  name_fa: string
  name_en: string
}

const firstTier = new ShortCache(async (client) => {
  const [lowest] = await Tier.ladder(client)
  return lowest
    ? {
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
      `SELECT t.earn_basis_points AS earnBasisPoints, t.name_fa, t.name_en
       FROM members m JOIN tiers t ON t.id = m.tier_id WHERE m.customer_id = ?`,
      [ctx.customer.id]
    )
    if (tier) return { isMember: true, tier }
  }
  return { isMember: false, tier: await firstTier.get() }
}

/** Credit (Rial) that a price without VAT would earn this buyer, if he is or becomes a member. */
export function creditOn(price: Rial, { tier }: Buyer): Rial {
  return tier ? creditFor({ tier, base: price }) : 0
}

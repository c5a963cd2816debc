import type { DateTime } from 'luxon'
import type { Rial } from '#app/core/money'
import {
  type Earned,
  evaluateEarning,
  type Ground,
  largestSpend,
  missingForSpend,
} from '#app/club/earning'
import type Tier from '#app/club/models/tier'
import { type Draw, drawOf, type DrawOrder } from '#app/club/pockets'
import { withoutVat } from '#app/sales/pricing'

export interface TillBill {
  /** What is asked for, VAT included, in Rial. */
  amount: Rial
  /** Part of it that the wallet pays, in Rial. */
  credit: Rial
  vatBasisPoints: number
  /** Where and when it is sold, and the rules in force. */
  branchId: number
  at: DateTime
  ground: Ground
  /** Tier of the buyer; null when the buyer is no member. */
  tier: Tier | null
  /** Gift credit that may be spent, in Rial. */
  available: Rial
  /** Real money of the wallet, in Rial, and which pocket pays first. */
  cash?: Rial
  order?: DrawOrder
}

/** What a bill comes to, in Rial. */
export interface TillTerms {
  net: Rial
  vat: Rial
  vatBasisPoints: number
  /** What each pocket of the wallet pays, and what of the wish neither may pay. */
  draw: Draw & { short: Rial }
  /** Which rule gives what, and the sum of it. */
  earning: Earned | null
  earned: Rial
  /** The most that the wallet may pay of it, and what is missing until gift credit may. */
  largest: Rial
  missing: Rial
  /** What is paid in money. */
  due: Rial
}

/** As much of the wallet as may pay a bill, in Rial, but whole Toman: nobody is asked for single Rials. */
export function mostCredit(bill: Omit<TillBill, 'credit'>): Rial {
  const { largest } = termsOf({ ...bill, credit: 0 })
  return largest - (largest % 10)
}

/** The one computation of the till: the preview shows it and the sale is made by it. */
export function termsOf(bill: TillBill): TillTerms {
  const { amount, credit, vatBasisPoints, tier, available, order = 'gift_first' } = bill
  const { net, vat } = withoutVat(amount, vatBasisPoints)
  const gift = tier ? largestSpend({ tier, available, bill: amount }) : 0
  const cash = tier ? Math.min(bill.cash ?? 0, amount) : 0
  const draw = drawOf({ wanted: credit, gift, cash, order, least: tier?.minSpend })
  const earning = tier ? earningOf(bill, tier, { net, vat, gift: draw.gift }) : null
  return {
    net,
    vat,
    vatBasisPoints,
    draw,
    earning,
    earned: earning?.total ?? 0,
    largest: Math.min(amount, gift + cash),
    missing: tier ? missingForSpend({ tier, available }) : 0,
    due: amount - credit,
  }
}

/** The till sells an amount and names no goods; what gift credit pays earns nothing. */
function earningOf(
  { at, branchId, ground }: TillBill,
  tier: Tier,
  { gift, ...parts }: { net: Rial; vat: Rial; gift: Rial }
): Earned {
  const lines = [{ ...parts, categoryId: null }]
  const where = { at, channel: 'till' as const, branchId, tier }
  return evaluateEarning({ ...where, lines, freight: 0, creditUsed: gift }, ground)
}

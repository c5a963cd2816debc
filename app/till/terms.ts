import type { Rial } from '#app/core/money'
import { creditFor, largestSpend, missingForSpend } from '#app/club/earning'
import type Tier from '#app/club/models/tier'
import { earnBase, withoutVat } from '#app/sales/pricing'

export interface TillBill {
  /** What is asked for, VAT included, in Rial. */
  amount: Rial
  /** Part of it that credit pays, in Rial. */
  credit: Rial
  vatBasisPoints: number
  /** Tier of the buyer; null when the buyer is no member. */
  tier: Tier | null
  /** Credit that may be spent, in Rial. */
  available: Rial
}

/** What a bill comes to, in Rial. */
export interface TillTerms {
  net: Rial
  vat: Rial
  vatBasisPoints: number
  /** What credit is earned on: net of VAT, less what credit paid. */
  base: Rial
  earned: Rial
  /** The most credit that may pay it, and what is missing until any may. */
  largest: Rial
  missing: Rial
  /** What is paid in money. */
  due: Rial
}

/** As much credit as may pay a bill, in Rial, but whole Toman: nobody is asked for single Rials. */
export function mostCredit(bill: Omit<TillBill, 'credit'>): Rial {
  const { largest } = termsOf({ ...bill, credit: 0 })
  return largest - (largest % 10)
}

/** The one computation of the till: the preview shows it and the sale is made by it. */
export function termsOf({ amount, credit, vatBasisPoints, tier, available }: TillBill): TillTerms {
  const { net, vat } = withoutVat(amount, vatBasisPoints)
  const base = earnBase(net, credit)
  return {
    net,
    vat,
    vatBasisPoints,
    base,
    earned: tier ? creditFor({ tier, base }) : 0,
    largest: tier ? largestSpend({ tier, available, bill: amount }) : 0,
    missing: tier ? missingForSpend({ tier, available }) : 0,
    due: amount - credit,
  }
}

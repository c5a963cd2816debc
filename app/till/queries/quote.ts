import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import db from '@adonisjs/lucid/services/db'
import { vatRateOn } from '#app/catalogue/vat'
import { drawOrder } from '#app/club/pockets'
import { earningGround } from '#app/club/earn_rules'
import { type Buyer, buyerOf } from '#app/till/buyer'
import { assertSpendable } from '#app/till/limits'
import { mostCredit, type TillTerms, termsOf } from '#app/till/terms'

export interface Asked {
  branchId: number
  /** A card's number or a mobile, as it was read or typed. */
  card: string | null
  /** The bill in Rial, once it is known. */
  amount: Rial | null
  /** Credit to spend in Rial; null: as much as may be. */
  credit: Rial | null
}

/** What the till shows before anything is sold. Amounts in Rial. */
export interface Quote {
  buyer: Buyer | null
  terms: TillTerms | null
  credit: Rial
  /** Why the card or the credit would be refused. */
  problem: Refusal | null
}

/** Looks only: the sale computes all of it again. */
export async function quoteAtTill({ branchId, card, amount, credit }: Asked): Promise<Quote> {
  const { buyer, problem } = await look(card)
  if (amount === null) return { buyer, terms: null, credit: 0, problem }
  const at = clock.now()
  const vatBasisPoints = await vatRateOn(at)
  const customerId = buyer?.member?.customerId ?? null
  const ground = await earningGround({ at, customerId }, db.connection())
  const bill = {
    amount,
    branchId,
    at,
    ground,
    vatBasisPoints,
    tier: buyer?.tier ?? null,
    available: buyer?.available ?? 0,
    cash: buyer?.cash ?? 0,
    order: await drawOrder(buyer?.cash ?? 0),
  }
  const wanted = credit ?? mostCredit(bill)
  const terms = termsOf({ ...bill, credit: Math.min(wanted, amount) })
  return { buyer, terms, credit: wanted, problem: problem ?? spendProblem(wanted, buyer, terms) }
}

async function look(card: string | null) {
  try {
    return { buyer: await buyerOf({ card }), problem: null }
  } catch (error) {
    if (error instanceof Refusal) return { buyer: null, problem: error }
    throw error
  }
}

function spendProblem(credit: Rial, buyer: Buyer | null, terms: TillTerms): Refusal | null {
  try {
    assertSpendable({ credit }, buyer, terms)
    return null
  } catch (error) {
    return error as Refusal
  }
}

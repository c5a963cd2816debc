import { normalizeMobile } from '#app/core/mobile'
import type { Rial } from '#app/core/money'
import db from '@adonisjs/lucid/services/db'
import { found, Refusal } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import { rowsOf } from '#app/core/statement'
import Customer from '#app/people/models/customer'
import { findByCard } from '#app/club/cards'
import { membershipTerms } from '#app/club/membership'
import { debtOf } from '#app/ledger/debts'
import type Card from '#app/club/models/card'
import Member from '#app/club/models/member'
import type Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'

/** Who stands at the counter. Without membership there is no tier and no credit. */
export interface Buyer {
  customer: Customer
  member: Member | null
  tier: Tier | null
  card: Card | null
  wallet: Wallet | null
  /** Gift credit that may be spent, in Rial. */
  available: Rial
  /** Real money of the wallet, in Rial. */
  cash: Rial
  /** What he owes the club, in Rial; whoever owes has nothing to spend. */
  owed: Rial
}

export interface Presented {
  /** A card's number as the reader gave it, or a mobile number. */
  card?: string | null
  customerId?: number | null
}

/**
 * The buyer that a card, a mobile or a customer's id names; null when nothing was presented.
 * @throws Refusal `unknown_card`, `card_blocked`, `customer_blocked` with field `card`; 404 for an unknown id
 */
export async function buyerOf(presented: Presented, client?: Client): Promise<Buyer | null> {
  if (presented.card) {
    const holder = await findByCard(presented.card, client)
    if (holder) return withWallet(holder, client)
    const customer = await nearMember(presented.card, client)
    if (!customer) throw new Refusal('unknown_card', { field: 'card' })
    return withWallet({ customer, member: null, tier: null, card: null }, client)
  }
  if (!presented.customerId) return null
  const customer = found(await Customer.known(presented.customerId, client))
  const member = await Member.of(customer.id, client)
  return withWallet({ customer, member, tier: member?.tier ?? null, card: null }, client)
}

/** A customer by mobile who is no member: while purchases make members, what he buys here counts. */
async function nearMember(text: string, client?: Client): Promise<Customer | null> {
  const { purchases } = await membershipTerms(client)
  const mobile = purchases.length > 0 ? normalizeMobile(text) : null
  return mobile ? Customer.findByMobile(mobile, client) : null
}

async function withWallet(
  who: Omit<Buyer, 'wallet' | keyof Spendable>,
  client?: Client
): Promise<Buyer> {
  if (who.customer.status === 'blocked') throw new Refusal('customer_blocked', { field: 'card' })
  const wallet = who.member ? await Wallet.existing(who.customer.id, client) : null
  return { ...who, wallet, ...(wallet ? await spendable(wallet, client) : NOTHING) }
}

type Spendable = Pick<Buyer, 'available' | 'cash' | 'owed'>
const NOTHING: Spendable = { available: 0, cash: 0, owed: 0 }

/** In a sale the balances are held, so that the threshold is judged by what is there when it is spent. */
async function spendable(wallet: Wallet, client?: Client): Promise<Spendable> {
  const { creditAccountId, cashAccountId } = wallet
  const held = client?.isTransaction && client.dialect.name === 'mysql'
  const accounts = await rowsOf<{ id: number; available: Rial }>(
    `SELECT id, available FROM accounts WHERE id IN (?, ?) ORDER BY id${held ? ' FOR UPDATE' : ''}`,
    [creditAccountId, cashAccountId ?? 0],
    client
  )
  const of = (id: number | null) => accounts.find((account) => account.id === id)?.available ?? 0
  const available = of(creditAccountId)
  const owed = available > 0 ? 0 : await debtOf(wallet.customerId, client ?? db.connection())
  return { available, cash: of(cashAccountId), owed }
}

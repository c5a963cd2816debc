import type { Rial } from '#app/core/money'
import type Customer from '#app/people/models/customer'
import { largestSpend, missingForSpend } from '#app/club/earning'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { type Draw, drawOf, drawOrder } from '#app/club/pockets'
import type { DeliveryMethod } from '#app/sales/models/pre_invoice_moves'
import { previewEarning } from '#app/sales/earning_of_bill'
import { priceBill, type Bill, type BillLine } from '#app/sales/pricing'
import Cart, { type CartOwner, type PageLine } from '#app/shop/models/cart'
import CheckoutHold from '#app/shop/models/checkout_hold'
import { leftFor } from '#app/shop/queries/left_for'

/** A line of the cart as it stands now, beside what was seen when it was put in. */
export interface LineOnPage extends BillLine {
  /** Pieces that can still be had; below `quantity` the line must be mended. */
  left: number
  seenPrice: Rial
}

/** What the club has to say about this bill; amounts in Rial. */
export interface CreditOnPage {
  member: Member | null
  available: Rial
  /** Real money of the wallet, beside the credit. */
  cash: Rial
  /** The most that the wallet may pay of this bill, and which pocket how much of that. */
  usable: Rial
  draw: Draw
  /** What is missing until any may be spent. */
  missing: Rial
  toEarn: Rial
}

export interface CartPage {
  bill: Bill
  lines: LineOnPage[]
  /** Prices that moved since, and lines that ask for more than is left. */
  changed: LineOnPage[]
  short: LineOnPage[]
  credit: CreditOnPage
  pieces: number
  /** What keeps these goods for him at the moment. */
  hold: CheckoutHold | null
  /** Its limits, where the cart has more than it may keep. */
  heldAtMost: { pieces: number; kinds: number } | null
}

interface Asked {
  owner: CartOwner | null
  customer: Customer | null
  deliveryMethod: DeliveryMethod
}

/**
 * The cart as the invoice that it would become now: five small statements, two for a visitor, and two
 * more while its goods are set aside.
 */
export async function cartPage({ owner, customer, deliveryMethod }: Asked): Promise<CartPage> {
  const kept = owner ? await Cart.linesOf(owner) : []
  const member = customer && kept.length > 0 ? await Member.of(customer.id) : null
  const bill = await priceBill({ lines: kept, member, deliveryMethod })
  const lines = await linesOf(bill, kept, customer)
  const hold = await CheckoutHold.inForce(holdOf(kept))
  return {
    bill,
    lines,
    changed: lines.filter((line) => line.seenPrice !== line.unitPrice),
    short: lines.filter((line) => line.left < line.quantity),
    credit: await creditOf(bill, member),
    pieces: lines.reduce((sum, line) => sum + line.quantity, 0),
    hold,
    heldAtMost: hold && (await reachedLimits(hold, lines)),
  }
}

async function reachedLimits(hold: CheckoutHold, lines: readonly LineOnPage[]) {
  const limits = await hold.limits()
  const { pieces, kinds } = limits
  return lines.length > kinds || lines.some((line) => line.quantity > pieces) ? limits : null
}

const holdOf = (kept: readonly PageLine[]) => kept[0]?.holdId ?? null

async function linesOf(
  bill: Bill,
  kept: PageLine[],
  customer: Customer | null
): Promise<LineOnPage[]> {
  const ids = bill.lines.map((line) => line.variantId)
  const wanted = new Map(bill.lines.map((line) => [line.variantId, line.quantity]))
  const asker = { customerId: customer?.id, holds: [holdOf(kept)] }
  const left = await leftFor(asker, ids, undefined, wanted)
  const seen = new Map(kept.map((line) => [line.variantId, line.seenPrice]))
  return bill.lines.map((line) => ({
    ...line,
    left: left.get(line.variantId) ?? 0,
    seenPrice: seen.get(line.variantId) ?? line.unitPrice,
  }))
}

async function creditOf(bill: Bill, member: Member | null): Promise<CreditOnPage> {
  const draw = { gift: 0, cash: 0 }
  const nothing = { available: 0, cash: 0, usable: 0, draw, missing: 0 }
  const none = { member, ...nothing, toEarn: member ? await earnedBy(bill, member) : 0 }
  const pockets = member && (await Wallet.pocketsOf(member.customerId))
  if (!member || !pockets) return none
  const { available, cash } = pockets
  const { tier } = member
  const gift = largestSpend({ tier, available, bill: bill.total })
  const usable = Math.min(gift + cash, bill.total)
  return {
    ...none,
    available,
    cash,
    usable,
    draw: drawOf({ wanted: usable, gift, cash, order: await drawOrder(cash) }),
    missing: missingForSpend({ tier, available }),
  }
}

async function earnedBy(bill: Bill, { tier, customerId }: Member): Promise<Rial> {
  const { total } = await previewEarning(bill, { tier, customerId })
  return total
}

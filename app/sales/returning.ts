import { RIAL_PER_TOMAN, splitByWeight, sumOf, type Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { planClawback } from '#app/ledger/clawback'
import type InvoiceLine from '#app/sales/models/invoice_line'
import type { ReturnSums } from '#app/sales/models/sales_return'
import type { LeftLine, Returnable } from '#app/sales/queries/returnable'

/*
 * What a return comes to: the preview shows it and the return is made by it. Every share is taken
 * of what is left, by largest remainder, so that after any number of partial returns the sums are
 * those of the invoice to the Rial.
 */

/** Where goods go: an ordinary warehouse, or the branch's place for what cannot be sold. */
export type Place = number | 'damaged'

/** What of a line comes back: pieces, or of a line that sold an amount so many Rial. */
export interface WantedBack {
  lineId: number
  quantity?: number
  amount?: Rial
  place?: Place | null
}

export interface ReturnWish {
  lines: readonly WantedBack[]
  /** Whether what is left of the freight is given back too. */
  freight: boolean
}

/** How an amount goes back, in Rial. */
interface Shares {
  moneyBack: Rial
  creditBack: Rial
  cashBack: Rial
}

export interface PlannedLine extends Shares {
  line: InvoiceLine
  quantity: number
  place: Place | null
  linesTotal: Rial
  discount: Rial
  vat: Rial
  total: Rial
  clawedBack: Rial
  owed: Rial
}

export interface ReturnPlan {
  lines: PlannedLine[]
  sums: ReturnSums
  /** How the freight goes back; null when it does not. */
  freight: Shares | null
  /** Nothing of the goods stays with the buyer. */
  isAll: boolean
}

/**
 * @throws Refusal `nothing_to_return`, `return_line_twice`, `return_above_sold` {left} or {most}
 * beside `lines.<id>`
 */
export function planReturn(sold: Returnable, wish: ReturnWish): ReturnPlan {
  assertEachOnce(wish)
  const back = wish.lines.map((wanted) => partOf(sold, wanted)).filter((part) => part !== null)
  const freight = wish.freight ? sold.freight : 0
  if (back.length === 0) throw new Refusal('nothing_to_return', { field: 'lines' })

  const of = (name: 'linesTotal' | 'discount' | 'vat') => sumOf(back.map((part) => part[name]))
  const goods = sumOf(back.map((part) => part.total))
  const total = goods + freight
  const [moneyBack, creditBack, cashBack] = splitByWeight(total, [
    sold.money,
    sold.credit,
    sold.cash,
  ])
  const shares = { moneyBack, creditBack, cashBack }
  const isAll = goods === sumOf(sold.lines.map((left) => left.total)) && sameCount(back, sold)
  const netBack = isAll ? sold.net : goods - of('vat')
  const clawedBack = creditOf(sold, netBack)
  const { waiting, available } = sold
  const plan = planClawback(clawedBack, { waiting, available: available + creditBack })
  const sums = {
    linesTotal: of('linesTotal'),
    discount: of('discount'),
    vat: of('vat'),
    freight,
    total,
    ...shares,
    clawedBack,
    ...plan,
  }
  return { ...spread(back, sums), sums, isAll }
}

/** What is left of a line is judged for each mention of it: named twice, it would come back twice. */
function assertEachOnce({ lines }: ReturnWish) {
  if (new Set(lines.map(({ lineId }) => lineId)).size === lines.length) return
  throw new Refusal('return_line_twice', { field: 'lines' })
}

type Part = Omit<PlannedLine, keyof Shares | 'clawedBack' | 'owed'>

const sameCount = (back: Part[], sold: Returnable) =>
  sumOf(back.map((part) => part.quantity)) === sumOf(sold.lines.map((left) => left.quantity))

function partOf(sold: Returnable, wanted: WantedBack): Part | null {
  const left = sold.lines.find(({ line }) => line.id === wanted.lineId)
  if (!left) throw new Refusal('return_line_unknown', { field: 'lines' })
  return left.line.isAmount ? amountOf(left, wanted.amount ?? 0) : piecesOf(left, wanted)
}

function piecesOf(left: LeftLine, { quantity = 0, place = null }: WantedBack): Part | null {
  if (quantity === 0) return null
  const { line } = left
  if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > left.quantity) {
    const params = { left: left.quantity }
    throw new Refusal('return_above_sold', { field: `lines.${line.id}`, params })
  }
  const rest = left.quantity - quantity
  const linesTotal = quantity * line.unitPrice
  const [discount] = splitByWeight(left.discount, [quantity, rest])
  const [vat] = splitByWeight(left.vat, [quantity, rest])
  const total = linesTotal - discount + vat
  return { line, quantity, place, linesTotal, discount, vat, total }
}

function amountOf(left: LeftLine, amount: Rial): Part | null {
  if (amount === 0) return null
  const { line, total } = left
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > total) {
    const params = { most: { rial: total } }
    throw new Refusal('return_above_amount', { field: `lines.${line.id}`, params })
  }
  const rest = total - amount
  const [discount] = splitByWeight(left.discount, [amount, rest])
  const [vat] = splitByWeight(left.vat, [amount, rest])
  const linesTotal = amount - vat + discount
  return { line, quantity: 1, place: null, linesTotal, discount, vat, total: amount }
}

/**
 * The share of the credit in what comes back (Rial, net), in whole Toman as it was given; at the end
 * all. Also what a simulation of rules takes back.
 */
export function creditOf({ earned, net }: Pick<Returnable, 'earned' | 'net'>, netBack: Rial): Rial {
  if (netBack === net) return earned
  const [share] = splitByWeight(earned, [netBack, net - netBack])
  return share - (share % RIAL_PER_TOMAN)
}

/** The sums over the lines and the freight; no line gives back more than it came to. */
function spread(back: Part[], sums: ReturnSums) {
  const weights = [...back.map((part) => part.total), sums.freight]
  const credit = splitByWeight(sums.creditBack, weights)
  const afterCredit = weights.map((weight, at) => weight - credit[at])
  const cash = splitByWeight(sums.cashBack, afterCredit)
  const shares = weights.map((weight, at) => ({
    moneyBack: weight - credit[at] - cash[at],
    creditBack: credit[at],
    cashBack: cash[at],
  }))
  const clawed = splitByWeight(
    sums.clawedBack,
    back.map((part) => part.total - part.vat)
  )
  const owed = splitByWeight(sums.owed, clawed)
  return {
    lines: back.map((part, at) => ({
      ...part,
      ...shares[at],
      clawedBack: clawed[at],
      owed: owed[at],
    })),
    freight: sums.freight > 0 ? shares[back.length] : null,
  }
}

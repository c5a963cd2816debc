import type { Rial } from '#app/core/money'
import { creditFor, TIER_PERCENT, whyOf } from '#app/club/earning'
import { earnBase, withoutVat } from '#app/sales/pricing'
import {
  planExpiry,
  planRise,
  priceLevel,
  someBuyer,
  someCredit,
  type History,
} from '#database/demo/history'
import type { Random } from '#database/demo/random'
import { endMonthsLater, stamp } from '#database/demo/times'
import { availableOf } from '#database/demo/books'
import type { DemoBranch } from '#database/demo/business'
import { byStaff, staffOf, type DemoPerson, type Doer } from '#database/demo/world'

/** Since 1403; the history does not reach back before that. */
export const VAT_BASIS_POINTS = 1000
const USUAL_BILL: Rial = 15_000_000
const SMALLEST_BILL: Rial = 1_200_000
const ROUND: Rial = 10_000

const METHODS = [
  ['card_terminal', 80],
  ['cash', 14],
  ['bank_transfer', 6],
] as const

/** A bill as they come: many small ones, a few large; the year's inflation is in it. */
export function someBill(random: Random, factor: number): Rial {
  const bell = random.next() + random.next() + random.next() + random.next() - 2
  const amount = USUAL_BILL * factor * Math.exp(bell * 1.35)
  return Math.max(SMALLEST_BILL, Math.round(amount / ROUND) * ROUND)
}

/** A sale at a counter of the past, as the till's own verb writes it; `who` stands there. */
export function sellAtTill(history: History, at: number, who?: DemoPerson) {
  const { world, files } = history
  const { random } = world
  const branch =
    who?.branch ?? random.weighted(world.branches.map((each) => [each, each.share] as const))
  const person = who ?? (random.chance(0.82) ? someBuyer(history, branch.id) : null)
  const amount = someBill(random, priceLevel(history, at))
  const credit = someCredit(history, person, amount)
  const { net, vat } = withoutVat(amount, VAT_BASIS_POINTS)
  const base = earnBase(net, credit)
  const earned = person?.member ? creditFor({ tier: person.member.tier, base }) : 0

  const caseId = person ? files.openCase('till', person, branch.id, at) : null
  const bill = { at, branch, person, caseId, amount, credit, net, vat, base, earned }
  const row = writeSale(history, bill)
  const by = byStaff(Number(row.staff_id))
  const about = { type: 'till_sale', id: row.id }
  moveCredit(history, bill, about, by)
  if (person) {
    const facts = { earned, spent: credit }
    files.record('till_sale', { at, person, caseId, branchId: branch.id, by, about, amount, facts })
  }
  row.invoice_id = invoice(history, bill, about, by)
  if (person) planRise(history, person, at)
}

interface DemoBill {
  at: number
  branch: DemoBranch
  person: DemoPerson | null
  caseId: number | null
  amount: Rial
  credit: Rial
  net: Rial
  vat: Rial
  base: Rial
  earned: Rial
}
type Document = { type: string; id: number }

function writeSale({ world }: History, { at, branch, person, caseId, ...bill }: DemoBill) {
  return world.bulk.row('till_sales', {
    branch_id: branch.id,
    staff_id: staffOf(world, 'cashier', branch.id),
    customer_id: person?.id ?? null,
    card_id: person?.member?.cardId ?? null,
    invoice_id: null,
    case_id: caseId,
    amount: bill.amount,
    credit_spent: bill.credit,
    credit_earned: bill.earned,
    balance_after: person?.member ? availableOf(person) - bill.credit + bill.earned : null,
    method: world.random.weighted(METHODS),
    created_at: stamp(at),
  })
}

function moveCredit(history: History, bill: DemoBill, about: Document, by: Doer) {
  const { at, branch, person, caseId, credit, earned } = bill
  if (!person?.member) return
  const { files, books, world } = history
  const around = { at, caseId, branchId: branch.id, by, about }
  if (credit > 0) {
    books.spend(person, credit, around)
    files.record('credit_spent', { ...around, person, amount: credit })
  }
  if (earned === 0) return
  const excluded = { vat: bill.vat, credit }
  const document = `TS-${10_000 + about.id}`
  const why = whyOf({ tier: person.member.tier, base: bill.base, excluded, document })
  const expiresAt = endMonthsLater(at, world.terms.creditMonths)
  const lot = { amount: earned, rule: TIER_PERCENT, why, pendingUntil: null, expiresAt }
  planExpiry(history, person, books.earn(person, { ...around, ...lot }), expiresAt)
  files.record('credit_earned', { ...around, person, amount: earned })
}

function invoice({ sales }: History, bill: DemoBill, source: Document, by: Doer): number {
  const { at, branch, person, caseId, credit, net, vat } = bill
  const line = {
    variantId: null,
    sku: null,
    nameFa: 'خرید حضوری',
    nameEn: 'In-store purchase',
    quantity: 1,
    unitPrice: net,
    discount: 0,
    vatBasisPoints: VAT_BASIS_POINTS,
    vat,
  }
  const buyer: Record<string, string> = person
    ? {
        name: `${person.firstName} ${person.lastName}`,
        phone: person.mobile,
        address: person.address,
      }
    : { name: '' }
  const sale = {
    at,
    branch,
    channel: 'till',
    person,
    caseId,
    source,
    freight: 0,
    buyer,
    by,
  } as const
  return sales.issue({ ...sale, lines: [line], creditAmount: credit }).id
}

import type { Rial } from '#app/core/money'
import type { SoldLine } from '#app/sales/models/invoice'
import { vatOf } from '#app/sales/pricing'
import type { DemoBranch } from '#database/demo/business'
import { priceLevel, someBuyer, type History } from '#database/demo/history'
import { VAT_BASIS_POINTS } from '#database/demo/till_history'
import { HOUR, MINUTE } from '#database/demo/times'
import { callOff, confirm, expire, issueOrder, VALIDITY } from '#database/demo/web_order'
import { pay } from '#database/demo/web_payment'
import type { DemoPerson, DemoVariant } from '#database/demo/world'

/* A request on the web of the past, and what became of it. */

type Fate = 'paid' | 'expired' | 'cancelled' | 'wrong_number'

const FATES: readonly (readonly [Fate, number])[] = [
  ['paid', 85],
  ['expired', 8],
  ['cancelled', 5],
  ['wrong_number', 2],
]
const LINES = [
  [1, 50],
  [2, 30],
  [3, 14],
  [4, 6],
] as const
const STEP: Rial = 10_000

/** Somebody asks for goods; the rest of the story goes on the agenda. */
export function issueOnWeb(history: History, at: number) {
  const { world, agenda } = history
  const { random, office } = world
  const branch = random.weighted(world.branches.map((each) => [each, each.share] as const))
  const person = someBuyer(history, branch.id)
  const wish = random.weighted(FATES)
  const calledAt = office.soon(at, [5, 150], random)
  const paidAt = calledAt + random.int(10 * MINUTE, 20 * HOUR)
  /* Numbers of invoices follow time: who would pay after the history's end is left out. */
  if (!person || paidAt >= world.until - MINUTE) return

  /* Around holidays nobody calls in time, and a request runs out. */
  const fate = Math.max(calledAt, paidAt) >= at + VALIDITY ? 'expired' : wish
  const lines = someLines(history, person, branch, at)
  const order = issueOrder(history, { person, branch, lines, mayUseCredit: fate === 'paid', at })
  if (fate === 'paid') {
    agenda.put(calledAt, () => confirm(order, calledAt))
    agenda.put(paidAt, () => pay(order, paidAt))
  } else if (fate === 'expired') {
    const expiresAt = at + VALIDITY + MINUTE
    const isCalled = calledAt < at + VALIDITY && random.chance(0.7)
    if (isCalled) agenda.put(calledAt, () => confirm(order, calledAt))
    agenda.put(expiresAt, () => expire(order, expiresAt))
  } else {
    agenda.put(calledAt, () => callOff(order, fate, calledAt))
  }
}

/** A few different goods that the branch has, at the prices of that time. */
function someLines(
  history: History,
  person: DemoPerson,
  branch: DemoBranch,
  at: number
): SoldLine[] {
  const { random } = history.world
  const goods = new Set<DemoVariant>()
  for (let count = random.weighted(LINES); count > 0; count--)
    goods.add(history.shelves.some(branch.id, at))
  const level = priceLevel(history, at)
  return [...goods].map((variant) => {
    const quantity = random.chance(0.88) ? 1 : random.int(2, 3)
    return lineOf(variant, quantity, level, person.member !== null)
  })
}

function lineOf(
  variant: DemoVariant,
  quantity: number,
  level: number,
  isMember: boolean
): SoldLine {
  const unitPrice = rounded(variant.price * level)
  const forMembers = rounded((variant.memberPrice ?? variant.price) * level)
  const discount = isMember ? (unitPrice - forMembers) * quantity : 0
  const vatBasisPoints = variant.vatExempt ? 0 : VAT_BASIS_POINTS
  return {
    variantId: variant.id,
    sku: variant.sku,
    nameFa: variant.nameFa,
    nameEn: variant.nameEn,
    quantity,
    unitPrice,
    discount,
    vatBasisPoints,
    vat: vatOf(unitPrice * quantity - discount, vatBasisPoints),
  }
}

const rounded = (amount: number) => Math.max(STEP, Math.round(amount / STEP) * STEP)

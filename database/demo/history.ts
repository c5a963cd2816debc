import { DateTime } from 'luxon'
import type { Agenda } from '#database/demo/agenda'
import { largestSpend } from '#app/club/earning'
import type { Rial } from '#app/core/money'
import { availableOf, Books } from '#database/demo/books'
import type { Stored } from '#database/demo/bulk'
import { CustomerFiles } from '#database/demo/customer_file'
import { raise, register } from '#database/demo/joining'
import { WeightedPool } from '#database/demo/random'
import { salesMoments, type Channel } from '#database/demo/rhythm'
import { SalesBooks } from '#database/demo/sales_books'
import type { Shelves } from '#database/demo/shelves'
import { sellAtTill } from '#database/demo/till_history'
import { DAY, MINUTE } from '#database/demo/times'
import { issueOnWeb } from '#database/demo/web_history'
import { NOBODY, type DemoPerson, type World } from '#database/demo/world'

const ROUND: Rial = 10_000

/** Days of the history on which the demo's members surely buy; the credit of the first has expired. */
const DEMO_PURCHASES = [3, 9, 90, 250, 330, 380]

/** Everything that a story of the past needs at hand. */
export interface History {
  world: World
  agenda: Agenda
  files: CustomerFiles
  books: Books
  sales: SalesBooks
  shelves: Shelves
  /** Who buys, by branch, as often as their weights say. */
  buyers: Map<number, WeightedPool<DemoPerson>>
}

/** How many sales the history has of each kind. */
export interface Volume {
  till: number
  web: number
}

export function beginHistory(world: World, shelves: Shelves): History {
  const books = new Books(world.bulk, world.from)
  const files = new CustomerFiles(world.bulk, world.staff, world.office)
  const sales = new SalesBooks(world.bulk, world.branches)
  const buyers = new Map(world.branches.map(({ id }) => [id, new WeightedPool<DemoPerson>()]))
  return { world, agenda: world.agenda, files, books, sales, shelves, buyers }
}

/**
 * Tells the history: people register and join, buy at tills and on the web, and their credit ripens
 * and expires, all in the order of time. Sales end with the history; what they set off (delivery,
 * ripening) goes on until now.
 */
export async function tellHistory(
  history: History,
  volume: Volume,
  now: number,
  passed: (at: number) => void
) {
  const { world, agenda, files, books } = history
  for (const one of world.people) {
    if (one.weight > 0 && one.status === 'valid')
      history.buyers.get(one.branch.id)!.add(one, one.weight)
    agenda.put(one.createdAt, () => register(world, files, books, one))
  }
  for (const at of momentsOf(world, volume.till, 'till'))
    agenda.put(at, () => sellAtTill(history, at))
  for (const one of world.people.filter(({ isDemo }) => isDemo)) {
    for (const day of DEMO_PURCHASES) {
      const at = world.from + day * DAY + 40_000
      if (at > one.createdAt + 3 * DAY) agenda.put(at, () => sellAtTill(history, at, one))
    }
  }
  for (const at of momentsOf(world, volume.web, 'web'))
    agenda.put(at, () => issueOnWeb(history, at))
  await agenda.runUntil(now - MINUTE, passed)
}

function momentsOf(world: World, count: number, channel: Channel) {
  const [from, until] = [world.from, world.until].map((at) => DateTime.fromSeconds(at))
  return salesMoments(count, { from, until, channel }, world.random)
}

/** Somebody of the branch who is a customer by now; null: nobody whom the shop knows. */
export function someBuyer({ world, buyers }: History, branchId: number): DemoPerson | null {
  for (let tries = 0; tries < 12; tries++) {
    const one = buyers.get(branchId)!.pick(world.random)
    if (one.isRegistered) return one
  }
  return null
}

/** Who has bought enough in this Jalali year rises to the highest tier that this leads to. */
export function planRise({ agenda, files, world }: History, person: DemoPerson, at: number) {
  if (!person.member) return
  const { tier } = person.member
  const earned = world.tiers.findLast(({ threshold }) => threshold <= person.bought.amount)
  if (!earned || earned.threshold <= tier.threshold) return
  agenda.put(at + MINUTE, () => raise(files, person, earned, at + MINUTE))
}

/** A lot that can be spent ends when its time is over, whatever is left of it by then. */
export function planExpiry(
  { agenda, books, files }: History,
  person: DemoPerson,
  row: Stored,
  expiresAt: number
) {
  const at = expiresAt + 2 * MINUTE
  agenda.put(at, () => {
    const amount = books.expire(person, row, at, NOBODY)
    if (amount === 0) return
    files.record('credit_expired', {
      at,
      person,
      caseId: Number(row.case_id),
      branchId: Number(row.branch_id),
      about: { type: String(row.source_type), id: Number(row.source_id) },
      amount,
      by: NOBODY,
      facts: { lotId: row.id },
    })
  })
}

/** Prices of that moment beside today's. */
export function priceLevel({ world }: History, at: number): number {
  return 0.74 + (0.26 * (at - world.from)) / (world.until - world.from)
}

/** What a member pays with credit: often nothing, sometimes all that is allowed. */
export function someCredit(history: History, person: DemoPerson | null, bill: Rial): Rial {
  const { random } = history.world
  if (!person?.member || !random.chance(person.isDemo ? 0.12 : 0.3)) return 0
  const { tier } = person.member
  const largest = largestSpend({ tier, available: availableOf(person), bill })
  /* Who tries the demo shall find something to spend. */
  const share = person.isDemo ? 0.2 : random.chance(0.6) ? 1 : 0.5
  return Math.floor((largest * share) / ROUND) * ROUND
}

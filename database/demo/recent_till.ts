import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { largestSpend } from '#app/club/earning'
import Wallet from '#app/club/models/wallet'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { someBuyer } from '#database/demo/history'
import { plan, type Recent } from '#database/demo/recent'
import { salesMoments } from '#database/demo/rhythm'
import { someBill } from '#database/demo/till_history'
import { startOfDay } from '#database/demo/times'
import { byStaff, staffOf, type DemoPerson } from '#database/demo/world'

/** However early it is today, the tills have sold something. */
const AT_LEAST_TODAY = 9
const ROUND = 10_000

export function planRecentTill(recent: Recent, count: number) {
  const { now, world } = recent
  const span = { from: DateTime.fromSeconds(world.until), until: DateTime.fromSeconds(now) }
  const moments = salesMoments(count, { ...span, channel: 'till' }, world.random)
  const past = moments.filter((at) => at < now - 60)
  const today = startOfDay(now)
  const missing = AT_LEAST_TODAY - past.filter((at) => at >= today).length
  for (let nth = 1; nth <= missing; nth++) {
    past.push(Math.floor(today + ((now - today) * nth) / (missing + 1)))
  }
  for (const at of past) plan(recent, at, () => sell(recent))
}

async function sell(recent: Recent) {
  const { world, history } = recent
  const { random } = world
  const branch = random.weighted(world.branches.map((each) => [each, each.share] as const))
  const person = random.chance(0.82) ? someBuyer(history, branch.id) : null
  const amount = someBill(random, 1)
  const staffId = staffOf(world, 'cashier', branch.id)
  await sellAtTill({
    branchId: branch.id,
    staffId,
    card: person?.member?.cardNumber ?? null,
    customerId: person?.id ?? null,
    amount,
    credit: random.chance(0.3) && person ? await spendable(person, amount) : 0,
    method: random.chance(0.8) ? 'card_terminal' : 'cash',
    key: recent.key(),
    by: byStaff(staffId),
  })
}

/** The most credit that may pay the bill, as the books stand now; in Rial. */
export async function spendable(person: DemoPerson, bill: number): Promise<number> {
  if (!person.member) return 0
  const wallet = await Wallet.existing(person.id)
  if (!wallet) return 0
  const { available } = await wallet.balances(db.connection())
  const largest = largestSpend({ tier: person.member.tier, available, bill })
  return Math.floor(largest / ROUND) * ROUND
}

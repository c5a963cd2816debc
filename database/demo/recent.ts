import { DateTime } from 'luxon'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import expireLots from '#app/club/jobs/expire_lots_job'
import matureLots from '#app/club/jobs/mature_lots_job'
import raiseTiers from '#app/club/jobs/raise_tiers_job'
import { runSelfAudit, startSelfAudit } from '#app/front/actions/audit_books'
import { summariseDays } from '#app/sales/jobs/summarise_days_job'
import { deliverMessages } from '#app/messaging/actions/deliver_messages'
import { useSmsGateway } from '#app/messaging/gateways/current'
import { OutboxGateway } from '#app/messaging/gateways/outbox'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { Agenda } from '#database/demo/agenda'
import { DemoGateway } from '#database/demo/demo_gateway'
import type { History } from '#database/demo/history'
import { planRecentClub } from '#database/demo/recent_club'
import { planRecentOrders } from '#database/demo/recent_orders'
import { planRecentTickets } from '#database/demo/recent_tickets'
import { planRecentTill } from '#database/demo/recent_till'
import { planRecentWallets } from '#database/demo/recent_wallets'
import { HOUR, MINUTE } from '#database/demo/times'
import type { World } from '#database/demo/world'

/*
 * The last days, lived by the real verbs under a travelled clock: here is everything that people
 * still work on. What they do is put on an agenda, so that it happens in the order of time.
 */

export interface Recent {
  history: History
  world: World
  agenda: Agenda
  gateway: DemoGateway
  now: number
  /** A form's key; each call another. */
  key(): string
}

/** Puts a deed of the past on the agenda; the clock shows that moment when it is done. */
export function plan({ agenda }: Recent, at: number, deed: () => Promise<unknown>) {
  agenda.put(at, async () => {
    clock.travelTo(DateTime.fromSeconds(at))
    await deed()
  })
}

/**
 * The next deed of staff: in office hours when those come in time, else somewhen in time, since on a
 * long holiday too somebody looks after things. In time is before now, and before `deadline`.
 */
export function workAfter(
  recent: Recent,
  at: number,
  minutes: readonly [number, number],
  deadline = Infinity
): number {
  const { office, random } = recent.world
  const last = Math.min(recent.now - 3 * MINUTE, deadline)
  const due = office.soon(at, minutes, random)
  return due < last ? due : Math.floor(at + (last - at) * (0.25 + 0.3 * random.next()))
}

/** Lives the last days: sales at tills, requests in every state, tickets, texts. */
export async function liveRecentDays(
  history: History,
  { now, scale, tillSales }: { now: number; scale: number; tillSales: number },
  passed: (at: number) => void
) {
  const { world } = history
  let keys = 0
  const key = () => `demo-seed-key-${String(++keys).padStart(8, '0')}`
  const gateway = new DemoGateway(world.random)
  const recent = { history, world, agenda: new Agenda(), gateway, now, key }

  planRecentTill(recent, tillSales)
  planRecentOrders(recent, scale)
  planRecentTickets(recent, scale)
  planRecentClub(recent)
  planRecentWallets(recent)
  for (let at = world.until; at < now; at += HOUR) plan(recent, at, deliverMessages)
  for (let at = world.until; at < now; at += 8 * HOUR) plan(recent, at, sweep)
  await withLocalGateways(gateway, () => recent.agenda.runUntil(now, passed))
}

/** What comes round in a shop by itself: credit ripens and expires, members rise. */
async function sweep() {
  for (const job of [matureLots, expireLots, raiseTiers]) await job.run()
}

/** The manager sees that all is well, without waiting for the night. */
async function lookAtTheBooks() {
  const audit = await startSelfAudit({ by: SYSTEM })
  if (audit) await runSelfAudit(audit.auditId)
}

/** Neither money nor a text may leave the house because of a demo, whatever the settings say. */
async function withLocalGateways(gateway: DemoGateway, work: () => Promise<void>) {
  const shift = clock.now().toMillis() - Date.now()
  usePaymentGateway(gateway)
  useSmsGateway(new OutboxGateway())
  try {
    await work()
  } finally {
    clock.travelTo(DateTime.fromMillis(Date.now() + shift))
    await sweep()
    await deliverMessages()
    await summariseDays()
    await lookAtTheBooks()
    usePaymentGateway(null)
    useSmsGateway(null)
  }
}

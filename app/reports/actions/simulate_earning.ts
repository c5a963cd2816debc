import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { settings } from '#app/people/models/setting'
import { asksForCategory, rulesAt } from '#app/club/earn_rules'
import Tier from '#app/club/models/tier'
import { draftedRules } from '#app/club/rule_draft'
import EarnSimulation, { activeRule, keptRule } from '#app/reports/models/earn_simulation'
import { allSales, countMembers, nextMembers, salesOf } from '#app/reports/queries/played_sales'
import { emptyResult, playMember, WINDOW_DAYS } from '#app/reports/simulating'

type StaffActor = Extract<Actor, { kind: 'staff' }>

/** Members of a page: what is in memory at once, and what is played again after a death. */
const PAGE = 500
const CLAIM_SECONDS = 60
/** Working days of the withdrawal window in days of the calendar, with Fridays and the way there. */
const CALENDAR_DAYS = 10 / 7

/**
 * Asks for the drafted rules to be played on the sales of the last 90 days, beside those in force.
 * A job plays them page by page; nothing is given.
 * @throws Refusal `simulation_runs` while another is not over; `key_reused`
 */
export function startSimulation(
  { by, key }: { by: StaffActor; key: string },
  outer?: Trx
): Promise<{ simulationId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `start_simulation:staff:${by.id}`
    return once({ scope, key, input: {} }, trx, async () => {
      const until = clock.now()
      const from = until.minus({ days: WINDOW_DAYS })
      const inForce = await rulesAt(until, trx)
      const drafted = await draftedRules(trx)
      const row = await create(
        {
          status: 'queued',
          openKey: 'open',
          drafted: { rules: drafted.map(keptRule) },
          inForce: { rules: inForce.map(keptRule) },
          fromAt: from,
          untilAt: until,
          membersTotal: await countMembers(trx),
          result: emptyResult(0),
          askedById: by.id,
        },
        trx
      )
      await audit('start_simulation', { subject: { type: 'earn_simulation', id: row.id } }, by, trx)
      return { simulationId: row.id }
    })
  }, outer)
}

async function create(row: Partial<EarnSimulation>, trx: Trx) {
  try {
    return await EarnSimulation.create(row, { client: trx })
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('simulation_runs', { status: 409 })
    throw error
  }
}

/** Ends a simulation that is not over; what was played so far stays to be seen. */
export function stopSimulation(
  { simulationId, by }: { simulationId: number; by: StaffActor },
  outer?: Trx
): Promise<boolean> {
  return transaction(async (trx) => {
    found(await EarnSimulation.find(simulationId, { client: trx }))
    if (!(await end(simulationId, 'stopped', trx))) return false
    const subject = { type: 'earn_simulation', id: simulationId }
    await audit('stop_simulation', { subject }, by, trx)
    return true
  }, outer)
}

async function end(id: number, status: 'stopped' | 'done' | 'failed', client: Trx) {
  const rows = await changed(
    client
      .from('earn_simulations')
      .where('id', id)
      .whereIn('status', ['queued', 'running'])
      .update({ status, open_key: null, claimed_by: null, ended_at: sqlTime(clock.now()) })
  )
  return rows === 1
}

/**
 * Plays the next pages of what was asked for. Each page is stored where it left off, so that a
 * death costs one page and two nodes never play the same.
 * @returns how many pages were played
 */
export async function runSimulations(pages = 60): Promise<number> {
  const me = randomUUID()
  let played = 0
  while (played < pages) {
    const simulation = await claim(me)
    if (!simulation) break
    try {
      if (!(await playPage(simulation, me))) break
    } catch (error) {
      await transaction((trx) => end(simulation.id, 'failed', trx))
      throw error
    }
    played++
  }
  if (played > 0) await release(me)
  return played
}

/** The simulation that is due, for a while nobody else's. */
async function claim(me: string): Promise<EarnSimulation | null> {
  const due = await EarnSimulation.query().whereIn('status', ['queued', 'running']).first()
  if (!due) return null
  const now = clock.now()
  const isMine = await changed(
    db
      .from('earn_simulations')
      .where('id', due.id)
      .whereIn('status', ['queued', 'running'])
      .where((query) =>
        query
          .whereNull('claimed_by')
          .orWhere('claimed_by', me)
          .orWhere('claimed_until', '<', sqlTime(now))
      )
      .update({
        status: 'running',
        claimed_by: me,
        claimed_until: sqlTime(now.plus({ seconds: CLAIM_SECONDS })),
      })
  )
  return isMine ? due.refresh() : null
}

const release = (me: string) =>
  changed(db.from('earn_simulations').where('claimed_by', me).update({ claimed_by: null }))

/** False when it was stopped or taken meanwhile. */
async function playPage(simulation: EarnSimulation, me: string): Promise<boolean> {
  const { id, place } = simulation
  const client = db.connection()
  const members = await nextMembers(place, PAGE, client)
  const result = await playMembers(simulation, members)
  return transaction(async (trx) => {
    const isMine = await changed(
      trx
        .from('earn_simulations')
        .where({ id, place, status: 'running', claimed_by: me })
        .update({
          place: members.at(-1) ?? place,
          members_done: trx.raw('members_done + ?', [members.length]),
          result: JSON.stringify(result),
        })
    )
    if (isMine && members.length < PAGE) await end(id, 'done', trx)
    return isMine === 1
  })
}

async function playMembers(simulation: EarnSimulation, members: number[]) {
  const { fromAt: from, untilAt: until, place } = simulation
  const client = db.connection()
  const result =
    place === 0 ? emptyResult(await allSales({ from, until }, client)) : simulation.result
  if (members.length === 0) return result
  const rules = {
    drafted: simulation.drafted.rules.map(activeRule),
    inForce: simulation.inForce.rules.map(activeRule),
  }
  const tiers = await Tier.standing()
  const byGoods = asksForCategory([...rules.drafted, ...rules.inForce])
  const days = await settings.get('pendingWorkingDays')
  const game = {
    counts: await settings.get('earning'),
    waits: Math.ceil(days * CALENDAR_DAYS),
    until,
  }
  const sales = await salesOf(members, { from, until }, { tiers, byGoods }, client)
  for (const own of sales.values()) playMember(own, rules, game, result)
  return result
}

import { performance } from 'node:perf_hooks'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { sqlTime } from '#app/core/sql'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { workTierRun } from '#app/club/actions/work_tier_run'
import { ensureDefaultTiers } from '#app/club/default_tiers'
import Tier from '#app/club/models/tier'
import TierRun from '#app/club/models/tier_run'
import { settings } from '#app/people/models/setting'
import { cpuOf, residentMb } from '#tests/bench/meter'
import { newKey } from '#tests/many/world'

const CHUNK = 400
const FIRST = 1_000_000

/** Members up to so many in all, each with two purchases of this year; every tenth is in gold. */
export async function seedTo(count: number) {
  await ensureDefaultTiers(db.connection())
  const there = await db.from('members').count('* as n').firstOrFail()
  const [bronze, gold] = [await tier('bronze'), await tier('gold')]
  const now = sqlTime(clock.now())
  for (let start = Number(there.n); start < count; start += CHUNK) {
    const ids = Array.from({ length: Math.min(CHUNK, count - start) }, (_, n) => FIRST + start + n)
    await db.table('customers').multiInsert(ids.map((id) => customer(id, now)))
    await db.table('members').multiInsert(
      ids.map((id) => ({
        customer_id: id,
        tier_id: id % 10 === 0 ? gold : bronze,
        source: 'import',
        referral_code: `B${id.toString(36).toUpperCase()}`,
        joined_at: now,
        created_at: now,
      }))
    )
    for (const nth of [1, 2]) {
      await db.table('customer_purchases').multiInsert(
        ids.map((id) => ({
          customer_id: id,
          invoice_id: id * 10 + nth,
          amount: 2_000_000 + (id % 1000) * 1000,
          created_at: now,
        }))
      )
    }
  }
}

async function tier(code: string) {
  const { id } = await Tier.findByOrFail('code', code)
  return id
}

function customer(id: number, now: string) {
  const mobile = `+9893${String(id).padStart(8, '0')}`
  return {
    id,
    mobile,
    first_name: 'عضو',
    last_name: `شماره ${id}`,
    status: 'valid',
    kind: 'natural',
    locale: 'fa',
    search_key: `عضو شماره ${id} ${mobile}`,
    created_at: now,
  }
}

/** Preview, carrying out and undo of one run, batch by batch as the job does them. */
export async function measureRun(by: { kind: 'staff'; id: number }) {
  await settings.set('tierReview', { window: 'months', months: 12, down: 'level', graceDays: 0 })
  const lastDay = jalaliParts(clock.now().minus({ days: 1 }))
  const { runId } = await openTierRun({ lastDay, by, key: newKey() })
  const members = await TierRun.findOrFail(runId)
  const preview = await phase(runId, members.total)
  const ready = await TierRun.findOrFail(runId)
  await steerTierRun({ runId, move: 'start', by })
  const moves = ready.up + ready.downCount
  const applied = await phase(runId, moves)
  await steerTierRun({ runId, move: 'undo', by })
  const undone = await phase(runId, moves)
  return { members: members.total, moves, preview, applied, undone }
}

const database = Number(process.env.DB_PID) || null
const cpuNow = () => cpuOf(process.pid) + (database ? cpuOf(database) : 0)

/** One phase to its end: CPU in µs for each row, of this process and of the database's. */
async function phase(runId: number, rows: number) {
  const [cpu, start] = [cpuNow(), performance.now()]
  let [memory, batches, longest] = [0, 0, 0]
  for (let more = true; more; batches++) {
    const before = performance.now()
    more = await workTierRun(runId)
    longest = Math.max(longest, performance.now() - before)
    memory = Math.max(memory, residentMb(process.pid))
  }
  return {
    batches,
    cpuUsPerRow: Math.round(((cpuNow() - cpu) * 10_000) / Math.max(1, rows)) / 10,
    seconds: Math.round((performance.now() - start) / 100) / 10,
    longestBatchMs: Math.round(longest),
    residentMb: memory,
  }
}

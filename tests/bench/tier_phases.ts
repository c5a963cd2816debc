import { performance } from 'node:perf_hooks'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { workTierRun } from '#app/club/actions/work_tier_run'
import TierRun from '#app/club/models/tier_run'
import { settings } from '#app/people/models/setting'
import { cpuOf, databasePid, residentMb } from '#tests/bench/meter'
import { newKey } from '#tests/many/world'

/** Preview, carrying out and undo of one run, batch by batch as the job does them. */
export async function tierRun(by: { kind: 'staff'; id: number }) {
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

/** One phase to its end: CPU in µs for each row. */
async function phase(runId: number, rows: number) {
  const database = databasePid()
  const databaseNow = () => (database ? cpuOf(database) : 0)
  const [cpu, databaseCpu, start] = [cpuOf(process.pid), databaseNow(), performance.now()]
  let [memory, batches, longest] = [0, 0, 0]
  for (let more = true; more; batches++) {
    const before = performance.now()
    more = await workTierRun(runId)
    longest = Math.max(longest, performance.now() - before)
    memory = Math.max(memory, residentMb(process.pid))
  }
  const perRow = (ms: number) => Math.round((ms * 10_000) / Math.max(1, rows)) / 10
  return {
    batches,
    cpuUsPerRow: perRow(cpuOf(process.pid) - cpu),
    databaseCpuUsPerRow: perRow(databaseNow() - databaseCpu),
    seconds: Math.round((performance.now() - start) / 100) / 10,
    longestBatchMs: Math.round(longest),
    residentMb: memory,
  }
}

import { performance } from 'node:perf_hooks'
import job from '#app/club/jobs/expire_lots_job'
import { say } from '#tests/bench/boot'
import { bytesOf, cpuOf, databasePid, residentMb } from '#tests/bench/meter'

/** Where the whole night takes too long, its first so many lots. */
const most = Number(process.env.BENCH_LOTS ?? Infinity)

/** A night on which the credit of all ends at once, turn after turn as the job does it. */
export async function expiryRun(members: number) {
  const database = databasePid()
  const now = () => ({
    at: performance.now(),
    cpu: cpuOf(process.pid),
    databaseCpu: database ? cpuOf(database) : 0,
    ...bytesOf(database ?? process.pid),
  })
  const before = now()
  let [done, told, peak, longest] = [0, 0, 0, 0]
  for (let moved = job.most; moved >= job.most && done < most; done += moved) {
    const start = performance.now()
    moved = await job.run()
    longest = Math.max(longest, performance.now() - start)
    peak = Math.max(peak, residentMb(process.pid))
    if (done - told >= members / 10) say(`    ${(told = done)} of ${members}`)
  }
  const after = now()
  const perLot = (what: keyof typeof after, unit: number) =>
    Math.round(((after[what] - before[what]) * unit * 10) / done) / 10
  return {
    lots: done,
    cpuUsPerLot: perLot('cpu', 1000),
    databaseCpuUsPerLot: perLot('databaseCpu', 1000),
    readKbPerLot: perLot('read', 1 / 1000),
    writtenKbPerLot: perLot('written', 1 / 1000),
    seconds: Math.round((after.at - before.at) / 1000),
    longestTurnMs: Math.round(longest),
    residentMb: peak,
  }
}

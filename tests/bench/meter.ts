import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/* The kernel counts CPU in ticks of 10 ms; measure many operations, never one. */
const MS_PER_TICK = 10

/** CPU that a process has used so far, in ms, user and system. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

/** Bytes that a process has asked the system to read and write so far: no busy machine changes them. */
export function bytesOf(pid: number): { read: number; written: number } {
  const io = readFileSync(`/proc/${pid}/io`, 'utf8')
  const [read, written] = ['rchar', 'wchar'].map((name) =>
    Number(new RegExp(`${name}: (\\d+)`).exec(io)?.[1])
  )
  return { read, written }
}

/** Memory that a process holds now, in MB. */
export function residentMb(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kb) / 1024)
}

/** The database's server, whose CPU counts apart; null on SQLite. */
export const databasePid = () => Number(process.env.DB_PID) || null

export interface Figures {
  operations: number
  /** CPU of the server per operation, ms. */
  serverCpuMs: number
  /** CPU of the database server per operation, ms; SQLite's is within the server's. */
  databaseCpuMs: number
  p50Ms: number
  p99Ms: number
  residentMb: number
}

export interface Watched {
  server: number
  database: number | null
}

/** Does an operation so many times with so many people at once, and tells what each took. */
export async function measure(
  watched: Watched,
  { times, atOnce }: { times: number; atOnce: number },
  operation: (turn: number) => Promise<void>
): Promise<Figures> {
  const before = {
    server: cpuOf(watched.server),
    database: watched.database ? cpuOf(watched.database) : 0,
  }
  const took: number[] = []
  let turn = 0
  const person = async () => {
    while (turn < times) {
      const mine = turn++
      const start = performance.now()
      await operation(mine)
      took.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, person))
  const server = cpuOf(watched.server) - before.server
  const database = watched.database ? cpuOf(watched.database) - before.database : 0
  took.sort((a, b) => a - b)
  return {
    operations: times,
    serverCpuMs: round(server / times),
    databaseCpuMs: round(database / times),
    p50Ms: round(took[Math.floor(took.length * 0.5)]),
    p99Ms: round(took[Math.floor(took.length * 0.99)]),
    residentMb: residentMb(watched.server),
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000

import { performance } from 'node:perf_hooks'
import type { World } from '#tests/bench/seed'
import { cpuOf, databasePid } from '#tests/bench/meter'
import { Person } from '#tests/support/http_person'
import { House } from '#tests/support/processes'

const SALES = 400
const AT_ONCE = 16

/** Who sells, and who comes with credit. */
type Crowd = { staff: Pick<World['staff'], 'cashier'>; members: { mobile: string }[] }

/**
 * Sales at the till that spend and earn credit, sent to four processes at once: each with another
 * wallet, then all with one and the same.
 */
export async function spendsOnFourProcesses({ staff, members }: Crowd) {
  const house = await House.open({ settings: { LOG_LEVEL: 'fatal' } })
  try {
    const cashiers = await Promise.all(
      house.urls.map((url) => new Person([url]).signedIn({ staffId: staff.cashier }))
    )
    const pages = await Promise.all(cashiers.map((cashier) => cashier.get('/desk/till')))
    const sell = async (card: string, key: string, turn: number) => {
      const at = turn % cashiers.length
      const form = { card, amount: '250000', credit: '1000', method: 'cash', key }
      const sold = await cashiers[at].submit(pages[at], '/desk/till', form, { follow: false })
      if (sold.status >= 400) throw new Error(`a sale answered ${sold.status}`)
    }
    const others = members.map(({ mobile }) => mobile)
    const pids = house.servers.map(({ pid }) => pid)
    const another = (from: number) => (turn: number, key: string) =>
      sell(others[(from + turn) % others.length], key, turn)
    await spread('warm', pids, another(0))
    return {
      processes: house.urls.length,
      differentWallets: await spread('many', pids, another(SALES)),
      oneHotWallet: await spread('one', pids, (turn, key) => sell(others[0], key, turn)),
    }
  } finally {
    await house.close()
  }
}

/** So many at once until all are done; CPU per sale of the four processes and of the database. */
async function spread(
  name: string,
  pids: number[],
  sell: (turn: number, key: string) => Promise<void>
) {
  const database = databasePid()
  const cpuNow = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0)
  const databaseNow = () => (database ? cpuOf(database) : 0)
  const times: number[] = []
  let next = 0
  const [start, cpu, databaseCpu] = [performance.now(), cpuNow(), databaseNow()]
  const worker = async () => {
    for (let turn = next++; turn < SALES; turn = next++) {
      const began = performance.now()
      await sell(turn, `bench-spend-${name}-${turn}-${process.pid}`)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const seconds = (performance.now() - start) / 1000
  times.sort((a, b) => a - b)
  const percentile = (part: number) => Math.round(times[Math.floor(times.length * part)])
  const perSale = (ms: number) => Math.round((ms / SALES) * 100) / 100
  return {
    perSecond: Math.round(SALES / seconds),
    serversCpuMs: perSale(cpuNow() - cpu),
    databaseCpuMs: perSale(databaseNow() - databaseCpu),
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
  }
}

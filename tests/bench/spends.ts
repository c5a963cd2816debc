import { performance } from 'node:perf_hooks'
import type { World } from '#tests/bench/seed'
import { Person } from '#tests/support/http_person'
import { House } from '#tests/support/processes'

const SALES = 400
const AT_ONCE = 16

/**
 * Sales at the till that spend and earn credit, sent to four processes at once: each with another
 * wallet, then all with one and the same.
 */
export async function spendsOnFourProcesses(world: World) {
  const house = await House.open({ settings: { LOG_LEVEL: 'fatal' } })
  try {
    const cashiers = await Promise.all(
      house.urls.map((url) => new Person([url]).signedIn({ staffId: world.staff.cashier }))
    )
    const pages = await Promise.all(cashiers.map((cashier) => cashier.get('/desk/till')))
    const sell = async (card: string, key: string, turn: number) => {
      const at = turn % cashiers.length
      const form = { card, amount: '250000', credit: '1000', method: 'cash', key }
      const sold = await cashiers[at].submit(pages[at], '/desk/till', form, { follow: false })
      if (sold.status >= 400) throw new Error(`a sale answered ${sold.status}`)
    }
    const others = world.members.map(({ mobile }) => mobile)
    await spread('warm', (turn, key) => sell(others[turn % others.length], key, turn))
    return {
      processes: house.urls.length,
      differentWallets: await spread('many', (turn, key) =>
        sell(others[turn % others.length], key, turn)
      ),
      oneHotWallet: await spread('one', (turn, key) => sell(others[0], key, turn)),
    }
  } finally {
    await house.close()
  }
}

/** So many at once until all are done. */
async function spread(name: string, sell: (turn: number, key: string) => Promise<void>) {
  const times: number[] = []
  let next = 0
  const start = performance.now()
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
  return { perSecond: Math.round(SALES / seconds), p50Ms: percentile(0.5), p95Ms: percentile(0.95) }
}

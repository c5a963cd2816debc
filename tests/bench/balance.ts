import type { Club } from '#tests/bench/club'
import { databasePid, type Figures, measure } from '#tests/bench/meter'
import { Person } from '#tests/support/http_person'
import { startServer } from '#tests/support/processes'

const PEOPLE = 1000
const WARM_UP = 200
const PAGES = { wallet: '/panel/wallet', why: '/panel/wallet/why' }

/** The pages of a balance, each asked once by members from everywhere in the club. */
export async function balancePage(club: Club): Promise<Record<keyof typeof PAGES, Figures>> {
  const server = await startServer({
    LOG_LEVEL: 'fatal',
    NODE_OPTIONS: '--max-semi-space-size=8',
  })
  try {
    const members = club.some(WARM_UP + PEOPLE, 1)
    const people = await Promise.all(
      members.map((member) => new Person([server.url]).signedIn(member))
    )
    const ask = (path: string, from: number) => async (turn: number) => {
      const { status } = await people[from + turn].get(path, { follow: false })
      if (status !== 200) throw new Error(`${path} answered ${status}`)
    }
    const watched = { server: server.pid, database: databasePid() }
    const figures = {} as Record<keyof typeof PAGES, Figures>
    for (const [name, path] of Object.entries(PAGES)) {
      await measure(watched, { times: WARM_UP, atOnce: 4 }, ask(path, 0))
      figures[name as keyof typeof PAGES] = await measure(
        watched,
        { times: PEOPLE, atOnce: 8 },
        ask(path, WARM_UP)
      )
    }
    return figures
  } finally {
    await server.stop()
  }
}

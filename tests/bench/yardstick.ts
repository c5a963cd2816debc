import { createServer } from 'node:http'

const REQUESTS = 600
const PAGE = 'کالای آزمون '.repeat(1200)

/**
 * What the machine makes of a request now: CPU (ms, both ends) of fetching 25 kB of Persian text
 * from a bare node server. On a machine that others use it tells a slow hour from a slow page.
 */
export async function yardstick(): Promise<number> {
  const server = createServer((_, answer) => void answer.end(PAGE)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    await answer.text()
  }
  for (let n = 0; n < REQUESTS; n++) await ask()
  const before = process.cpuUsage()
  for (let n = 0; n < REQUESTS; n++) await ask()
  const { user, system } = process.cpuUsage(before)
  await new Promise((resolve) => server.close(resolve))
  return Math.round((user + system) / REQUESTS) / 1000
}

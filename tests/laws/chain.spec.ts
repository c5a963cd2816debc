import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import PreInvoice from '#app/sales/models/pre_invoice'
import { laws as club } from '#app/club/laws'
import { laws as ledger } from '#app/ledger/laws'
import { laws as sales } from '#app/sales/laws'
import { laws as warehouse } from '#app/warehouse/laws'
import { anyEvent } from '#tests/laws/chain_events'
import { History } from '#tests/laws/chain_history'
import { Shop } from '#tests/many/world'

/** Chosen anew for each run and printed, so that a failure can be played again: SEED=… CHAIN_PATH=… */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
/** The path that a failure named: only that history is played again. */
const PATH = process.env.CHAIN_PATH
/** As many as fit in the time, but no more than so many. */
const HISTORIES = Number(process.env.CHAIN_HISTORIES ?? 200)
const WITHIN_MS = Number(process.env.CHAIN_MS ?? 20_000)

const MERCHANT = '00000000-0000-0000-0000-000000000000'
const LAWS = [...ledger, ...warehouse, ...club, ...sales]

async function broken(): Promise<string[]> {
  const lines: string[] = []
  for (const law of LAWS) {
    for (const { where, expected, found } of await law.check(db.connection())) {
      lines.push(`${law.name}: ${where} expected ${expected}, found ${found}`)
    }
  }
  return lines
}

const addUp = (sums: Record<string, number>, more: Record<string, number>) => {
  for (const [name, number] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + number
}

test.group('The chain after every step of any history', (group) => {
  let gateway: FakeZarinpal

  group.setup(async () => {
    gateway = await startFakeZarinpal()
    usePaymentGateway(new ZarinpalGateway({ baseUrl: gateway.url, merchant: MERCHANT }))
    return async () => {
      usePaymentGateway(null)
      await gateway.close()
    }
  })
  group.each.teardown(() => clock.reset())

  test(`[row 60] random histories of the whole chain keep every law (seed ${SEED})`, async ({
    assert,
  }) => {
    const shop = await Shop.open()
    const reached: Record<string, number> = {}
    const seen: Record<string, number> = {}
    let [histories, steps] = [0, 0]
    const property = fc.asyncProperty(
      fc.array(anyEvent, { minLength: 10, maxLength: 60, size: 'max' }),
      async (events) => {
        const history = await History.begin(shop, gateway)
        for (const event of events) {
          await history.happens(event)
          steps++
          assert.deepEqual(await broken(), [])
          await history.goods()
          await history.money()
        }
        histories++
        addUp(seen, history.seen)
        for (const { status } of await PreInvoice.findMany(history.documents)) {
          addUp(reached, { [status]: 1 })
        }
      }
    )
    await fc.assert(property, {
      seed: SEED,
      path: PATH,
      endOnFailure: !PATH,
      numRuns: HISTORIES,
      interruptAfterTimeLimit: WITHIN_MS,
      markInterruptAsFailure: false,
    })
    console.log(
      `    ${histories} histories, ${steps} steps, seed ${SEED}, ${JSON.stringify(reached)}\n` +
        `    ${JSON.stringify(seen)}`
    )
  }).timeout(300_000)
})

import fc from 'fast-check'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { countStock } from '#app/warehouse/actions/count_stock'
import { laws } from '#app/warehouse/laws'
import Remittance from '#app/warehouse/models/remittance'
import { move, release, reserve } from '#app/warehouse/stock'
import { writeRemittances } from '#app/warehouse/write_remittances'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'

const place = fc.nat({ max: 1 })
const goods = fc.nat({ max: 2 })
const paper = fc.integer({ min: 1, max: 3 })
const pieces = fc.integer({ min: 1, max: 6 })

/** Anything that may happen in a warehouse, in any order. */
const event = fc.oneof(
  fc.record({ what: fc.constant('arrive' as const), place, goods, pieces }),
  fc.record({ what: fc.constant('leave' as const), place, goods, pieces }),
  fc.record({ what: fc.constant('count' as const), place, goods, pieces }),
  fc.record({
    what: fc.constant('reserve' as const),
    document: paper,
    lines: fc.array(fc.record({ goods, pieces }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ what: fc.constant('release' as const), document: paper }),
  fc.record({ what: fc.constant('write' as const), document: paper }),
  fc.record({ what: fc.constant('pick' as const), document: paper }),
  fc.record({ what: fc.constant('cancel' as const), document: paper })
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

test.group('Any history of a warehouse', () => {
  test('keeps the laws after every step', async ({ assert }) => {
    const { warehouseId: first } = await given.branch()
    const { warehouseId: second } = await given.branch()
    const variants: number[] = []
    while (variants.length < 3) {
      const { variantId } = await givenProduct()
      variants.push(variantId)
    }
    const world = { warehouses: [first, second], variants }

    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (history) => {
        for (const step of history) {
          await happen(step, world)
          assert.deepEqual(await breaches(), [], JSON.stringify(step))
        }
      }),
      { numRuns: db.connection().dialect.name === 'mysql' ? 8 : 20 }
    )
  })
})

interface World {
  warehouses: number[]
  variants: number[]
}

/** A refusal is as good an end as success; anything else is a bug and fails the test. */
async function happen(step: Event, world: World) {
  try {
    await act(step, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

function act(step: Event, { warehouses, variants }: World): Promise<unknown> {
  switch (step.what) {
    case 'arrive':
    case 'leave': {
      const quantity = step.what === 'arrive' ? step.pieces : -step.pieces
      const reason = step.what === 'arrive' ? 'receive' : 'write_off'
      const at = { warehouseId: warehouses[step.place], variantId: variants[step.goods] }
      return transaction((trx) => move({ ...at, quantity, reason, by: SYSTEM }, trx))
    }
    case 'count':
      return countStock({
        warehouseId: warehouses[step.place],
        variantId: variants[step.goods],
        counted: step.pieces,
        by: SYSTEM,
      })
    case 'reserve': {
      const lines = step.lines.map((line) => ({
        variantId: variants[line.goods],
        quantity: line.pieces,
      }))
      return transaction((trx) => reserve({ lines, for: orderOf(step.document), by: SYSTEM }, trx))
    }
    case 'release':
      return transaction((trx) => release(orderOf(step.document), trx))
    case 'write':
      return transaction((trx) =>
        writeRemittances(
          {
            reservedFor: orderOf(step.document),
            about: { type: 'invoice', id: step.document },
            customerId: null,
            caseId: null,
            by: SYSTEM,
          },
          trx
        )
      )
    default:
      return withRemittances(step.document, step.what)
  }
}

const orderOf = (id: number) => ({ type: 'pre_invoice', id })

function withRemittances(document: number, what: 'pick' | 'cancel') {
  return transaction(async (trx) => {
    const rows = await trx
      .from('remittances')
      .where({ about_type: 'invoice', about_id: document, status: 'waiting' })
      .select('id')
    for (const { id } of rows) {
      const remittance = await Remittance.lock(id, trx)
      await remittance[what](SYSTEM, trx)
    }
  })
}

async function breaches() {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

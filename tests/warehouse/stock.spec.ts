import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { receiveStock } from '#app/warehouse/actions/receive_stock'
import { countStock } from '#app/warehouse/actions/count_stock'
import { laws } from '#app/warehouse/laws'
import Remittance from '#app/warehouse/models/remittance'
import { move, release, reserve, sellable } from '#app/warehouse/stock'
import type { StockLine } from '#app/warehouse/words'
import { handOverAtCounter, writeRemittances } from '#app/warehouse/write_remittances'
import { given } from '#tests/support/given'
import { givenProduct, givenStock } from '#tests/support/given_catalogue'

const order = (id: number) => ({ type: 'pre_invoice', id })

const hold = (id: number, lines: StockLine[]) =>
  transaction((trx) => reserve({ lines, for: order(id), by: SYSTEM }, trx))

const letGo = (id: number) => transaction((trx) => release(order(id), trx))

const write = (id: number, customerId: number) =>
  transaction((trx) =>
    writeRemittances(
      {
        reservedFor: order(id),
        about: { type: 'invoice', id },
        customerId,
        caseId: null,
        by: SYSTEM,
      },
      trx
    )
  )

const pick = (remittanceId: number) =>
  transaction(async (trx) => {
    const remittance = await Remittance.lock(remittanceId, trx)
    return remittance.pick(SYSTEM, trx)
  })

async function left(variantId: number) {
  const stock = await sellable([variantId])
  return stock.get(variantId)
}

/** Everything the warehouse knows, to prove that a refusal changed none of it. */
async function books() {
  const rows = await Promise.all(
    ['stock_levels', 'movements', 'reservations', 'remittances', 'remittance_lines'].map((table) =>
      db.from(table).orderBy('id').select('*')
    )
  )
  return JSON.stringify(rows)
}

async function breaches() {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

async function codeOf(action: Promise<unknown>) {
  const { refusal } = await refusalOf(action)
  return refusal
}

async function refusalOf(action: Promise<unknown>) {
  try {
    await action
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('Nobody refused')
}

test.group('Reserving goods', (group) => {
  let warehouseId = 0
  group.setup(async () => {
    const branch = await given.branch()
    warehouseId = branch.warehouseId
  })

  test('of a hundred who want one of ten at once, exactly ten get it [row 64]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 10 })
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => hold(1000 + n, [{ variantId, quantity: 1 }]))
    )
    assert.lengthOf(
      answers.filter((answer) => answer.status === 'fulfilled'),
      10
    )
    for (const answer of answers) {
      if (answer.status === 'rejected') assert.equal(answer.reason.refusal, 'out_of_stock')
    }
    assert.equal(await left(variantId), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('two lines of one variant are summed [row 64]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const twice = [
      { variantId, quantity: 3 },
      { variantId, quantity: 3 },
    ]
    const refusal = await refusalOf(hold(1, twice))
    assert.equal(refusal.refusal, 'out_of_stock')
    assert.deepEqual(refusal.details.params, { left: 5 })
    assert.equal(refusal.details.field, `lines.${variantId}`)
    assert.equal(await left(variantId), 5)
  })

  test('what a document held itself does not stand in its way [row 64]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(2, [{ variantId, quantity: 4 }])
    await hold(2, [{ variantId, quantity: 5 }])
    assert.equal(await left(variantId), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('a refused change of a reservation leaves the former one', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(3, [{ variantId, quantity: 4 }])
    const before = await books()
    await refusalOf(hold(3, [{ variantId, quantity: 6 }]))
    assert.equal(await books(), before)
  })

  test('a refused line changes nothing of the others', async ({ assert }) => {
    const many = await givenProduct({ stock: 50 })
    const few = await givenProduct({ stock: 1 })
    const before = await books()
    const lines = [
      { variantId: many.variantId, quantity: 10 },
      { variantId: few.variantId, quantity: 2 },
    ]
    await refusalOf(hold(4, lines))
    assert.equal(await books(), before)
  })

  test('giving back makes it sellable again, once', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(5, [{ variantId, quantity: 3 }])
    await Promise.all([letGo(5), letGo(5), letGo(5)])
    assert.equal(await left(variantId), 5)
    assert.deepEqual(await breaches(), [])
  })

  test('one warehouse that has all is preferred, and only else is it split', async ({ assert }) => {
    const { warehouseId: second } = await given.branch()
    const a = await givenProduct({ stock: 2 })
    const b = await givenProduct({ stock: 2 })
    await givenStock(a.variantId, 5, second)
    await givenStock(b.variantId, 5, second)
    const lines = (quantity: number) => [a, b].map(({ variantId }) => ({ variantId, quantity }))

    await hold(6, lines(2))
    assert.deepEqual(await placesOf(6), [warehouseId])
    await letGo(6)
    await hold(6, lines(4))
    assert.deepEqual(await placesOf(6), [second])
    await letGo(6)
    await hold(6, lines(7))
    assert.deepEqual(await placesOf(6), [warehouseId, second])
    assert.deepEqual(await breaches(), [])
  })

  test('a warehouse that does not sell online is left to its counter', async ({ assert }) => {
    const { warehouseId: shut } = await given.branch()
    await db.from('warehouses').where('id', shut).update({ sells_online: 0 })
    const { variantId } = await givenProduct({ stock: 3, warehouseId: shut })
    assert.equal(await left(variantId), 0)
    await refusalOf(hold(7, [{ variantId, quantity: 1 }]))

    const sale = {
      warehouseId: shut,
      lines: [{ variantId, quantity: 2 }],
      about: { type: 'till_sale', id: 1 },
      customerId: null,
      caseId: null,
      by: SYSTEM,
    }
    const [remittance] = await transaction((trx) => handOverAtCounter(sale, trx))
    assert.equal(remittance.status, 'handed_over')
    const level = await levelOf(variantId, shut)
    assert.equal(level.on_hand, 1)
    assert.deepEqual(await breaches(), [])
  })
})

test.group('Moving goods [row 62]', (group) => {
  let warehouseId = 0
  group.setup(async () => {
    const branch = await given.branch()
    warehouseId = branch.warehouseId
  })

  test('more than is free cannot leave the shelf', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(1, [{ variantId, quantity: 4 }])
    const before = await books()
    const off = { warehouseId, variantId, quantity: -2, reason: 'write_off', by: SYSTEM } as const
    const refusal = await refusalOf(transaction((trx) => move(off, trx)))
    assert.deepEqual(refusal.details.params, { left: 1 })
    assert.equal(await books(), before)
  })

  test('ten first arrivals at once make one level', async ({ assert }) => {
    const { variantId } = await givenProduct()
    await Promise.all(Array.from({ length: 10 }, () => givenStock(variantId, 2, warehouseId)))
    assert.equal(await left(variantId), 20)
    assert.deepEqual(await breaches(), [])
  })

  test('receiving twice with one key counts once', async ({ assert }) => {
    const { variantId } = await givenProduct()
    const receipt = {
      warehouseId,
      lines: [
        { variantId, quantity: 2 },
        { variantId, quantity: 5 },
      ],
      by: { kind: 'staff', id: 1 } as const,
      key: 'receiving-key-0001',
    }
    const answers = await Promise.all([receiveStock(receipt), receiveStock(receipt)])
    assert.deepEqual(answers.map((answer) => answer.repeated).sort(), [false, true])
    assert.deepInclude(await receiveStock(receipt), { pieces: 7, repeated: true })
    assert.equal(await left(variantId), 7)
    const other = { ...receipt, lines: [{ variantId, quantity: 8 }] }
    assert.equal(await codeOf(receiveStock(other)), 'key_reused')
    assert.equal(await left(variantId), 7)
  })

  test('a count moves the difference, and never below what is promised', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 9 })
    const count = (counted: number) => countStock({ warehouseId, variantId, counted, by: SYSTEM })
    assert.deepEqual(await count(6), { difference: -3 })
    assert.deepEqual(await count(6), { difference: 0 })
    await hold(20, [{ variantId, quantity: 4 }])
    const before = await books()
    assert.equal(await codeOf(count(3)), 'counted_below_reserved')
    assert.equal(await books(), before)
    assert.deepEqual(await count(4), { difference: -2 })
    assert.deepEqual(await breaches(), [])
  })
})

test.group('Remittances', (group) => {
  let customerId = 0
  group.setup(async () => {
    await given.branch()
    const customer = await given.customer()
    customerId = customer.id
  })

  test('one for each warehouse, each reservation once', async ({ assert }) => {
    const { warehouseId: second } = await given.branch()
    const { variantId } = await givenProduct({ stock: 2 })
    await givenStock(variantId, 3, second)
    await hold(1, [{ variantId, quantity: 5 }])
    assert.lengthOf(await write(1, customerId), 2)
    assert.lengthOf(await write(1, customerId), 0)
  })

  test('picking hands the goods out once, however many pick', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(2, [{ variantId, quantity: 3 }])
    const [remittance] = await write(2, customerId)
    const answers = await Promise.allSettled([1, 2, 3].map(() => pick(remittance.id)))
    assert.lengthOf(
      answers.filter((answer) => answer.status === 'fulfilled'),
      1
    )
    const level = await levelOf(variantId, remittance.warehouseId)
    assert.equal(level.on_hand, 2)
    assert.equal(level.reserved, 0)
    assert.equal(await codeOf(pick(remittance.id)), 'illegal_move')
    assert.deepEqual(await breaches(), [])
  })

  test('it is shipped after it was picked and delivered once', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    await hold(3, [{ variantId, quantity: 1 }])
    const [{ id }] = await write(3, customerId)
    const ship = () =>
      transaction(async (trx) => {
        const remittance = await Remittance.lock(id, trx)
        return remittance.ship({ carrier: 'پست', cost: 600_000, by: SYSTEM }, trx)
      })
    const early = await refusalOf(ship())
    assert.deepEqual(early.details.allowed, ['picked', 'cancelled'])
    await pick(id)
    const shipment = await ship()
    assert.equal(await codeOf(ship()), 'illegal_move')
    await transaction((trx) => shipment.deliver('staff', trx))
    assert.equal(shipment.status, 'delivered')
    const again = transaction((trx) => shipment.deliver('staff', trx))
    assert.equal(await codeOf(again), 'illegal_move')
  })

  test('called off, its goods can be sold again; picked, it cannot be', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const cancel = (id: number) =>
      transaction(async (trx) => {
        const remittance = await Remittance.lock(id, trx)
        return remittance.cancel(SYSTEM, trx)
      })
    await hold(4, [{ variantId, quantity: 5 }])
    const [first] = await write(4, customerId)
    await cancel(first.id)
    assert.equal(await left(variantId), 5)

    await hold(5, [{ variantId, quantity: 5 }])
    const [second] = await write(5, customerId)
    await pick(second.id)
    assert.equal(await codeOf(cancel(second.id)), 'illegal_move')
    assert.deepEqual(await breaches(), [])
  })
})

async function placesOf(id: number) {
  const rows = await db
    .from('reservations')
    .where({ for_type: 'pre_invoice', for_id: id, state: 'active' })
    .distinct('warehouse_id')
    .orderBy('warehouse_id')
  return rows.map((row) => Number(row.warehouse_id))
}

function levelOf(variantId: number, warehouseId: number) {
  return db
    .from('stock_levels')
    .where({ variant_id: variantId, warehouse_id: warehouseId })
    .firstOrFail()
}

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { forgetStockChanges } from '#app/warehouse/actions/forget_stock_changes'
import { numberStockChanges } from '#app/warehouse/actions/number_stock_changes'
import { type StockChange, stockChanges } from '#app/warehouse/queries/stock_changes'
import { move, release, reserve } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches } from '#tests/support/given_club'
import { browserOf, givenStaff } from '#tests/support/given_people'
import { scannedTables, statementsOf } from '#tests/support/statements'

const order = { type: 'pre_invoice', id: 77 }

async function read(after: number, limit = 100) {
  await numberStockChanges()
  return stockChanges({ after, limit, branches: 'all' })
}

const receive = (variantId: number, warehouseId: number, trx: Trx) =>
  move({ warehouseId, variantId, quantity: 1, reason: 'receive', by: SYSTEM }, trx)

const seen = (changes: StockChange[]) =>
  changes.map(({ variantId, onHand, reserved, sellable }) => [
    variantId,
    onHand,
    reserved,
    sellable,
  ])

test.group('Changes of stock by cursor [row 62]', (group) => {
  let warehouseId: number

  group.setup(async () => {
    const branch = await given.branch()
    warehouseId = branch.warehouseId
  })
  group.each.teardown(async () => {
    clock.reset()
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('every change of a shelf, in order, resumed where the reader stopped [row 62]', async ({
    assert,
  }) => {
    const start = await read(0, 500)
    assert.isFalse(start.more)
    const { variantId } = await givenProduct({ stock: 5, warehouseId })
    const lines = [{ variantId, quantity: 2 }]
    await transaction((trx) => reserve({ lines, for: order, by: SYSTEM }, trx))
    await transaction((trx) => release(order, trx))
    const first = await read(start.next, 2)
    assert.deepEqual(seen(first.changes), [
      [variantId, 5, 0, 5],
      [variantId, 5, 2, 3],
    ])
    assert.isTrue(first.more)
    assert.equal(first.next, first.changes[1].cursor)
    const rest = await read(first.next)
    assert.deepEqual(seen(rest.changes), [[variantId, 5, 0, 5]])
    assert.deepEqual(await read(rest.next), { changes: [], next: rest.next, more: false })
    assert.equal(first.changes[0].warehouseId, warehouseId)
    assert.match(first.changes[0].at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  test('what was rolled back is never read [row 62]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5, warehouseId })
    const { next } = await read(0, 500)
    const lines = [{ variantId, quantity: 6 }]
    await transaction(async (trx) => {
      await receive(variantId, warehouseId, trx)
      await reserve({ lines: [{ variantId, quantity: 900 }], for: order, by: SYSTEM }, trx)
    }).catch(() => {})
    await transaction((trx) => reserve({ lines, for: order, by: SYSTEM }, trx)).catch(() => {})
    const { changes } = await read(next)
    assert.lengthOf(changes, 0)
  })

  test('a transaction that commits late is not skipped [row 62]', async ({ assert }) => {
    const { variantId: slow } = await givenProduct({ stock: 1, warehouseId })
    const { variantId: quick } = await givenProduct({ stock: 1, warehouseId })
    const { next: start } = await read(0, 500)
    /* SQLite lets one write at a time, so there nothing can commit in another order. */
    const overlaps = db.connection().dialect.name === 'mysql'

    const early = await db.transaction({ isolationLevel: overlaps ? 'read committed' : undefined })
    await receive(slow, warehouseId, early)
    if (!overlaps) await early.commit()
    await transaction((trx) => receive(quick, warehouseId, trx))
    const between = await read(start)
    const both = [
      [slow, 2, 0, 2],
      [quick, 2, 0, 2],
    ]
    assert.deepEqual(seen(between.changes), overlaps ? [both[1]] : both)
    if (overlaps) await early.commit()
    const after = await read(between.next)
    assert.deepEqual(seen(after.changes), overlaps ? [both[0]] : [])

    const ids = await db
      .from('stock_changes')
      .whereIn('variant_id', [slow, quick])
      .where('on_hand', 2)
      .orderBy('id')
    assert.deepEqual(
      ids.map((row) => Number(row.variant_id)),
      [slow, quick],
      'the late one has the lower id'
    )
  })

  test('many readers and writers at once: each position once, none skipped [row 62]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 50, warehouseId })
    const { next: start } = await read(0, 500)
    const readers = Array.from({ length: 4 }, async () => {
      let after = start
      const got: number[] = []
      for (let round = 0; round < 8; round++) {
        const { changes, next } = await read(after, 3)
        got.push(...changes.map(({ onHand }) => onHand))
        after = next
      }
      return { got, after }
    })
    const writers = Array.from({ length: 12 }, () =>
      transaction((trx) => receive(variantId, warehouseId, trx))
    )
    await Promise.all(writers)
    for (const { got, after } of await Promise.all(readers)) {
      for (let next = after, more = true; more;) {
        const page = await read(next, 5)
        got.push(...page.changes.map(({ onHand }) => onHand))
        next = page.next
        more = page.more
      }
      assert.deepEqual(
        got,
        Array.from({ length: 12 }, (_, n) => 51 + n)
      )
    }
    const positions = await db.from('stock_changes').orderBy('position').select('position')
    assert.deepEqual(
      positions.map((row) => Number(row.position)),
      positions.map((_, at) => at + 1)
    )
  })

  test('old changes are forgotten, the last of each shelf stays [row 62]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 3, warehouseId })
    await transaction((trx) => receive(variantId, warehouseId, trx))
    await read(0)
    assert.equal(await forgetStockChanges(), 0)
    clock.travel({ days: 40 })
    assert.isAbove(await forgetStockChanges(), 0)
    const { changes } = await read(0, 500)
    const shelves = changes.map((change) => change.variantId)
    assert.equal(new Set(shelves).size, shelves.length)
    assert.deepInclude(seen(changes), [variantId, 4, 0, 4])
  })

  test('the door answers JSON, for the warehouses of his branches, and refuses a broken cursor [row 62]', async ({
    assert,
  }) => {
    const other = await given.branch()
    const { variantId: mine } = await givenProduct({ stock: 2, warehouseId })
    const { variantId: theirs } = await givenProduct({ stock: 2, warehouseId: other.warehouseId })
    const place = await db.from('warehouses').where('id', warehouseId).firstOrFail()
    const branchId = Number(place.branch_id)
    const keeper = await browserOf(await givenStaff({ role: 'warehouse_keeper', branchId }))
    const page = await keeper.get('/desk/stock/changes?limit=500')
    const { changes } = JSON.parse(page.text) as { changes: StockChange[] }
    assert.isTrue(changes.some(({ variantId }) => variantId === mine))
    assert.isFalse(changes.some(({ variantId }) => variantId === theirs))
    for (const query of ['after=x', 'after=-1', 'limit=0', 'after=1&after=2', 'limit=1e9']) {
      const broken = await keeper.get(`/desk/stock/changes?${query}`)
      assert.equal(broken.status, 422, query)
    }
  })

  test('it is read by its index, however far the cursor is [row 62]', async ({ assert }) => {
    await read(0)
    const statements = await statementsOf(() => read(3, 50))
    for (const statement of statements.filter(({ sql }) => /^select/i.test(sql))) {
      const scanned = await scannedTables(statement)
      assert.deepEqual(
        scanned.filter((table) => table !== 'stock_feed'),
        [],
        statement.sql
      )
    }
  })
})

import db from '@adonisjs/lucid/services/db'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { move } from '#app/warehouse/stock'
import { stockCard } from '#app/warehouse/queries/levels'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, statusOf } from '#tests/support/given_people'
import { givenShop, type Shop } from '#tests/support/given_sales'
import { scannedTables, statementsOf, type Statement } from '#tests/support/statements'

let shop: Shop

const receive = (variantId: number, quantity: number, warehouseId = shop.branch.warehouseId) =>
  transaction((trx) => {
    return move({ warehouseId, variantId, quantity, reason: 'receive', by: SYSTEM }, trx)
  })

/** 5,000 movements of a variant, one in ten in the second warehouse. */
async function fillMovements(variantId: number, [main, other]: number[]) {
  for (let batch = 0; batch < 10; batch++) {
    const rows = Array.from({ length: 500 }, (_, n) => ({
      warehouse_id: n % 10 ? main : other,
      variant_id: variantId,
      quantity: n % 2 ? 1 : -1,
      reason: 'receive',
      actor_kind: 'system',
      created_at: '2026-01-01 08:00:00',
    }))
    await db.table('movements').multiInsert(rows)
  }
  if (db.connection().dialect.name === 'mysql') await db.rawQuery('ANALYZE TABLE movements')
}

/** Rows that MariaDB touches for a statement, in tables, indices and its own sorting. */
async function readBy({ sql, bindings }: Statement) {
  return transaction(async (trx) => {
    const total = async () => {
      const [rows] = await trx.rawQuery(`SHOW SESSION STATUS LIKE 'Handler_read%'`)
      return rows.reduce((sum: number, row: { Value: string }) => sum + Number(row.Value), 0)
    }
    const before = await total()
    await trx.rawQuery(sql, bindings)
    return (await total()) - before
  })
}

/** All three parts of the index, 8 bytes each: where the cursor stands is found, not walked to. */
const BY_CURSOR = 'movements_variant_id_warehouse_id_id_index range 24'

/** How MariaDB enters the movements. */
async function entriesOf({ sql, bindings }: Statement) {
  const [rows] = await db.rawQuery(`EXPLAIN ${sql}`, bindings)
  type Row = { table: string | null; key: string; type: string; key_len: string }
  return (rows as Row[])
    .filter(({ table }) => table === 'movements')
    .map((row) => `${row.key} ${row.type} ${row.key_len}`)
}

/** On SQLite: a piece of the index for each warehouse, and only those pieces are gone through. */
async function assertReadsPieces(assert: Assert, { sql, bindings }: Statement, pieces: number) {
  const plan: { detail: string }[] = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings)
  const steps = plan.map(({ detail }) => detail)
  assert.lengthOf(
    steps.filter((step) =>
      step.endsWith(
        'movements USING COVERING INDEX movements_variant_id_warehouse_id_id_index ' +
          '(variant_id=? AND warehouse_id=? AND id<?)'
      )
    ),
    pieces,
    steps.join('\n')
  )
  const scanned = steps.filter((step) => step.startsWith('SCAN') && step !== 'SCAN one')
  assert.deepEqual(scanned, [])
}

test.group('Stock card [row 62]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })

  test('every movement once, page by page, with what lay there after it [row 62]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct()
    for (let n = 0; n < 120; n++) await receive(variantId, n % 3 === 2 ? -1 : 2)
    const seen: [quantity: number, balance: number][] = []
    let pages = 0
    for (let after: string | null = null; pages === 0 || after; pages++) {
      const card = await stockCard(variantId, [warehouseId], after)
      seen.push(...card.rows.map((row) => [Number(row.quantity), row.balance] as [number, number]))
      after = card.next
    }
    assert.equal(pages, 3)
    assert.lengthOf(seen, 120)
    let stands = 0
    for (const [quantity, balance] of seen.toReversed()) {
      stands += quantity
      assert.equal(balance, stands)
    }
  })

  test('a page of several warehouses is the newest of them all, of no other [row 62]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct()
    const homes = [shop.branch, await given.branch(), await given.branch()].map(
      ({ warehouseId }) => warehouseId
    )
    for (let n = 0; n < 75; n++) await receive(variantId, 1, homes[n % 7 === 0 ? 2 : n % 2])
    const stored = await db.from('movements').where('variant_id', variantId).orderBy('id', 'desc')
    for (const seen of [homes, homes.slice(1), [homes[2]]]) {
      const first = await stockCard(variantId, seen, null)
      const second = first.next ? await stockCard(variantId, seen, first.next) : null
      assert.deepEqual(
        [...first.rows, ...(second?.rows ?? [])].map(({ id }) => Number(id)),
        stored.filter((row) => seen.includes(Number(row.warehouse_id))).map(({ id }) => Number(id))
      )
      assert.isNull((second ?? first).next)
      assert.equal((second ?? first).rows.at(-1).balance, 1)
    }
    const { rows, next } = await stockCard(variantId, [], null)
    assert.deepEqual({ rows, next }, { rows: [], next: null })
  })

  test('however deep, a page reads its piece of the index and no more [row 62]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct()
    const other = await given.branch()
    const homes = [shop.branch.warehouseId, other.warehouseId]
    for (const home of homes) await receive(variantId, 1, home)
    await fillMovements(variantId, homes)
    const { top } = await db.from('movements').max('id as top').firstOrFail()
    for (const after of [null, `${top - 2500}-1`, `${top - 4900}-1`]) {
      const statements = await statementsOf(async () => {
        const { rows } = await stockCard(variantId, homes, after)
        assert.lengthOf(rows, 50)
      })
      const [ids, lines] = statements.filter(({ sql }) => /from .?movements\b/i.test(sql))
      assert.notMatch(ids.sql + lines.sql, /offset/i)
      assert.deepEqual(await scannedTables(lines), [])
      if (db.connection().dialect.name === 'mysql') {
        assert.isBelow((await readBy(ids)) + (await readBy(lines)), 1000)
        assert.deepEqual(await entriesOf(ids), [BY_CURSOR, BY_CURSOR])
      } else await assertReadsPieces(assert, ids, homes.length)
    }
  })

  test('its Excel holds the movements of that variant, for whom may take it along [row 62]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 4 })
    const manager = await browserOf(shop.manager)
    const page = await manager.get(`/desk/stock/${variantId}`)
    assert.include(page.text, `/desk/exports/movements.xlsx?of=${variantId}`)
    assert.include(page.text, 'مانده')
    assert.equal(await statusOf(manager.get(`/desk/exports/movements.xlsx?of=${variantId}`)), 200)
    const keeper = await browserOf(shop.keeper)
    const denied = await keeper.get(`/desk/exports/movements.xlsx?of=${variantId}`)
    assert.equal(denied.status, 403)
  })
})

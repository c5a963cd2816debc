import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { closeLowStock } from '#app/warehouse/actions/close_low_stock'
import { noticeLowStock } from '#app/warehouse/actions/notice_low_stock'
import { setThreshold } from '#app/warehouse/actions/set_threshold'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import { asStaff, codeOf, givenShop, newKey, type Shop } from '#tests/support/given_sales'

const WRONG = /.{0,60}(translation missing|undefined|NaN|@!component|@end).{0,60}/i

let shop: Shop

const noticesOf = (warehouseId: number) =>
  db.from('low_stock_notices').where('warehouse_id', warehouseId).orderBy('id')

test.group('What runs low [row 66]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(() => clock.reset())

  test('one notice a warehouse and day, by the threshold of each variant [row 66]', async ({
    assert,
  }) => {
    const { warehouseId } = await given.branch()
    const { variantId: low } = await givenProduct({ stock: 3, warehouseId })
    const { variantId: fine } = await givenProduct({ stock: 4, warehouseId })
    const { variantId: own } = await givenProduct({ stock: 20, warehouseId })
    const { variantId: never } = await givenProduct({ stock: 1, warehouseId })
    await setThreshold({ variantId: own, pieces: 25 })
    await setThreshold({ variantId: never, pieces: 0 })
    await Promise.all([1, 2, 3].map(() => noticeLowStock()))
    const [notice, ...others] = await noticesOf(warehouseId)
    assert.lengthOf(others, 0)
    const lines = await db.from('low_stock_lines').where('notice_id', notice.id).orderBy('id')
    assert.deepEqual(
      lines.map((line) => [line.variant_id, Number(line.sellable), line.threshold]),
      [
        [low, 3, 3],
        [own, 20, 25],
      ]
    )
    assert.notInclude(
      lines.map((line) => line.variant_id),
      fine
    )
    clock.travel({ days: 1 })
    await noticeLowStock()
    assert.lengthOf(await noticesOf(warehouseId), 2)
  })

  test('the keeper sees it and closes it once; another branch does not [row 66]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct({ nameFa: 'کاسهٔ مسی', stock: 2, warehouseId })
    await noticeLowStock()
    const [notice] = await noticesOf(warehouseId)
    const keeper = await browserOf(shop.keeper)
    const path = `/desk/stock/low/${notice.id}`
    for (const page of ['/desk/stock/low', path, `/en${path}`, '/en/desk/stock/low']) {
      const shown = await keeper.get(page)
      assert.equal(shown.status, 200)
      assert.notMatch(shown.text, WRONG)
    }
    const shown = await keeper.get(path)
    assert.include(shown.text, 'کاسهٔ مسی')

    const elsewhere = await given.branch()
    const stranger = await browserOf(
      await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    )
    assert.equal(await statusOf(stranger.get(path)), 404)
    assert.equal(await statusOf(stranger.post(`${path}/closing`, { key: newKey() })), 404)
    const key = newKey()
    await keeper.post(`${path}/closing`, { key })
    const closed = await noticesOf(warehouseId)
    assert.equal(Number(closed[0].done_by_id), shop.keeper.id)
    const again = { noticeId: Number(notice.id), by: asStaff(shop.keeper) }
    const repeated = await closeLowStock({ ...again, key })
    assert.isTrue(repeated.repeated)
    assert.equal(await codeOf(closeLowStock({ ...again, key: newKey() })), 'illegal_move')

    for (const pieces of ['-1', '', 'ده', '1.5', '99999']) {
      await keeper.post(`/desk/stock/${variantId}/threshold`, { pieces })
    }
    assert.isNull(await db.from('stock_thresholds').where('variant_id', variantId).first())
    await keeper.post(`/desk/stock/${variantId}/threshold`, { pieces: '۱۲' })
    const row = await db.from('stock_thresholds').where('variant_id', variantId).firstOrFail()
    assert.equal(row.pieces, 12)
  })
})

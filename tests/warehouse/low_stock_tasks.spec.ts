import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { finishTask } from '#app/crm/actions/work_task'
import { followLowStock } from '#app/warehouse/actions/follow_low_stock'
import { noticeLowStock } from '#app/warehouse/actions/notice_low_stock'
import { move } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import { asStaff, givenShop, type Shop } from '#tests/support/given_sales'

let shop: Shop

async function shelfOf(variantId: number, warehouseId: number) {
  const place = { variant_id: variantId, warehouse_id: warehouseId }
  const row = await db.from('stock_levels').where(place).firstOrFail()
  return Number(row.id)
}

const tasksOf = (levelId: number) =>
  db
    .from('tasks')
    .where({ kind: 'low_stock', about_type: 'stock_level', about_id: levelId })
    .orderBy('id')

test.group('Tasks of what runs low [row 66]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(() => clock.reset())

  test('one task a variant and warehouse while it is open, for the keeper of its branch [row 66]', async ({
    assert,
  }) => {
    const { warehouseId, id: branchId } = shop.branch
    const { variantId } = await givenProduct({ nameFa: 'کاسهٔ مسی', stock: 2, warehouseId })
    const { variantId: fine } = await givenProduct({ stock: 40, warehouseId })
    await Promise.all([followLowStock(), followLowStock(), followLowStock()])
    await followLowStock()
    const shelf = await shelfOf(variantId, warehouseId)
    const [task, ...others] = await tasksOf(shelf)
    assert.lengthOf(others, 0)
    assert.include(task, { state: 'open', role: 'warehouse_keeper', assignee_id: shop.keeper.id })
    assert.equal(Number(task.branch_id), branchId)
    assert.isNull(task.customer_id)
    assert.lengthOf(await tasksOf(await shelfOf(fine, warehouseId)), 0)

    await noticeLowStock()
    const keeper = await browserOf(shop.keeper)
    const board = await keeper.get('/desk/tasks')
    assert.include(board.text, 'کاسهٔ مسی')
    const page = await keeper.get(`/desk/tasks/${task.id}`)
    assert.include(page.text, `/desk/stock/levels/${shelf}`)
    const card = await keeper.get(`/desk/stock/levels/${shelf}`)
    assert.equal(card.location, `/desk/stock/${variantId}`)
    const notice = await db.from('low_stock_notices').where('warehouse_id', warehouseId).first()
    const listed = await keeper.get(`/desk/stock/low/${notice.id}`)
    assert.include(listed.text, `/desk/tasks/${task.id}`)
    const elsewhere = await given.branch()
    const stranger = await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    const theirs = await browserOf(stranger)
    assert.equal(await statusOf(theirs.get(`/desk/stock/levels/${shelf}`)), 404)
  })

  test('it ends by itself when enough lies there, and begins anew when it runs low again [row 66]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct({ stock: 1, warehouseId })
    const bring = (quantity: number) =>
      transaction((trx) =>
        move({ warehouseId, variantId, quantity, reason: 'receive', by: SYSTEM }, trx)
      )
    await followLowStock()
    await bring(20)
    await followLowStock()
    const shelf = await shelfOf(variantId, warehouseId)
    const [ended] = await tasksOf(shelf)
    assert.equal(ended.state, 'done')
    assert.match(ended.closing_note, /بالای مرز/)
    await bring(-19)
    await followLowStock()
    const states = await tasksOf(shelf)
    assert.deepEqual(
      states.map(({ state }) => state),
      ['done', 'open']
    )
  })

  test('who ended it by hand, having ordered, is not asked again for a week [row 66]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId: low } = await givenProduct({ stock: 1, warehouseId })
    await followLowStock()
    const shelf = await shelfOf(low, warehouseId)
    const [task] = await tasksOf(shelf)
    const by = asStaff(shop.keeper)
    await finishTask({ taskId: Number(task.id), note: 'سفارش داده شد', by })
    await followLowStock()
    assert.lengthOf(await tasksOf(shelf), 1)
    clock.travel({ days: 8 })
    await followLowStock()
    assert.lengthOf(await tasksOf(shelf), 2)
  })
})

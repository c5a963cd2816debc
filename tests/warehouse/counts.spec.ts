import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { countLine } from '#app/warehouse/actions/count_line'
import { moveCount } from '#app/warehouse/actions/move_count'
import { openCount } from '#app/warehouse/actions/open_count'
import { postCount, type CountDecision } from '#app/warehouse/actions/post_count'
import { uncountLast } from '#app/warehouse/actions/uncount_last'
import { laws } from '#app/warehouse/laws'
import type { CountStep } from '#app/warehouse/words'
import { move, reserve } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenCategory, givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import { allBooks, asStaff, codeOf, givenShop, newKey, type Shop } from '#tests/support/given_sales'
import { onHand } from '#tests/support/given_warehouse'

const WRONG = /.{0,60}(translation missing|\bundefined\b|\bNaN\b|@!component|@end).{0,60}/

let shop: Shop

async function breaches() {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

test.group('Blind counts [row 66]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })

  const by = () => asStaff(shop.keeper)

  /** A fresh warehouse, so that no other sheet lives there. */
  async function sheet(categoryId?: number) {
    const { warehouseId } = await given.branch()
    const { countId } = await openCount({ warehouseId, categoryId, by: by(), key: newKey() })
    return { warehouseId, countId }
  }
  const line = (
    countId: number,
    variantId: number,
    quantity: number,
    more = false,
    key = newKey()
  ) => countLine({ countId, variantId, quantity, more, by: by(), key })
  const step = (countId: number, to: CountStep) =>
    moveCount({ countId, to, by: by(), key: newKey() })
  const post = (countId: number, causes: CountDecision['causes'], key = newKey()) =>
    postCount({ countId, causes, by: by(), key })

  test('differences become movements, each with its reason [row 66]', async ({ assert }) => {
    const { warehouseId, countId } = await sheet()
    const { variantId: short } = await givenProduct({ stock: 5, warehouseId })
    const { variantId: right } = await givenProduct({ stock: 4, warehouseId })
    const { variantId: over } = await givenProduct()
    await line(countId, short, 3)
    await line(countId, right, 4)
    await line(countId, over, 2)
    await step(countId, 'review')
    const before = await allBooks()
    for (const causes of [[], ['lost'], ['lost', null], ['lost', 'found', 'found']] as const) {
      assert.equal(await codeOf(post(countId, [...causes])), 'difference_without_cause')
    }
    assert.equal(await allBooks(), before)

    const key = newKey()
    await post(countId, ['lost', 'found'], key)
    const again = await post(countId, ['lost', 'found'], key)
    assert.isTrue(again.repeated)
    assert.equal(await onHand(short, warehouseId), 3)
    assert.equal(await onHand(right, warehouseId), 4)
    assert.equal(await onHand(over, warehouseId), 2)
    assert.equal(await codeOf(post(countId, ['lost', 'found'])), 'illegal_move')
    assert.deepEqual(await breaches(), [])
  })

  test('what is sold while staff count stays sold [row 66]', async ({ assert }) => {
    const { warehouseId, countId } = await sheet()
    const { variantId } = await givenProduct({ stock: 9, warehouseId })
    const sell = (quantity: number) =>
      transaction((trx) =>
        move({ warehouseId, variantId, quantity: -quantity, reason: 'remittance', by: SYSTEM }, trx)
      )
    await sell(2)
    await line(countId, variantId, 6)
    await sell(3)
    await step(countId, 'review')
    await post(countId, ['damaged'])
    assert.equal(await onHand(variantId, warehouseId), 3)
    assert.deepEqual(await breaches(), [])
  })

  test('a second shelf adds, a recount replaces, a double tap counts once [row 66]', async ({
    assert,
  }) => {
    const { warehouseId, countId } = await sheet()
    const { variantId } = await givenProduct({ stock: 9, warehouseId })
    await line(countId, variantId, 3)
    const key = newKey()
    await Promise.all([1, 2].map(() => line(countId, variantId, 4, true, key)))
    const row = () => db.from('stock_count_lines').where('count_id', countId).firstOrFail()
    assert.include(await row(), { counted: 7, expected: 9 })
    await Promise.all([1, 2, 3].map(() => line(countId, variantId, 1, true)))
    assert.include(await row(), { counted: 10 })
    await line(countId, variantId, 9)
    assert.include(await row(), { counted: 9 })
    await step(countId, 'review')
    assert.equal(await codeOf(line(countId, variantId, 1)), 'illegal_move')
    await step(countId, 'open')
    await line(countId, variantId, 8)
    await step(countId, 'cancelled')
    assert.equal(await codeOf(post(countId, ['lost'])), 'illegal_move')
    assert.equal(await onHand(variantId, warehouseId), 9)
  })

  test('one sheet a warehouse, only its category, never below what was promised [row 66]', async ({
    assert,
  }) => {
    const { id: categoryId } = await givenCategory()
    const { id: below } = await givenCategory({ parentId: categoryId })
    const { warehouseId, countId } = await sheet(below)
    assert.equal(await codeOf(openCount({ warehouseId, by: by(), key: newKey() })), 'count_running')
    const { variantId } = await givenProduct({ stock: 5, warehouseId, categoryId: below })
    const { variantId: other } = await givenProduct({ stock: 5, warehouseId })
    assert.equal(await codeOf(step(countId, 'review')), 'count_empty')
    assert.equal(await codeOf(line(countId, other, 1)), 'not_in_count')
    await line(countId, variantId, 1)
    const lines = [{ variantId, quantity: 3 }]
    const document = { type: 'pre_invoice', id: 66_200 }
    await transaction((trx) => reserve({ lines, for: document, by: SYSTEM, warehouseId }, trx))
    await step(countId, 'review')
    const before = await allBooks()
    assert.equal(await codeOf(post(countId, ['lost'])), 'only_unreserved')
    assert.equal(await allBooks(), before)
    await step(countId, 'cancelled')
    await openCount({ warehouseId, by: by(), key: newKey() })
  })

  test('the pages count without showing what should be there [row 66]', async ({ assert }) => {
    const warehouseId = shop.branch.warehouseId
    const { variant, variantId } = await givenProduct({
      nameFa: 'لیوان سفالی',
      nameEn: 'Clay cup',
      stock: 4711,
      warehouseId,
    })
    await variant.merge({ barcode: '2000000066003' }).save()
    const keeper = await browserOf(shop.keeper)
    const opened = await keeper.post('/desk/stock/counts', {
      warehouseId,
      categoryId: '',
      key: newKey(),
    })
    const path = opened.location!
    const good = { code: '۲۰۰۰۰۰۰۰۶۶۰۰۳', quantity: '۴۷۰۹' }
    for (const wrong of [
      { code: 'nothing' },
      { quantity: '-1' },
      { quantity: 'x' },
      { key: 'x' },
    ]) {
      await keeper.post(`${path}/lines`, { ...good, key: newKey(), ...wrong })
    }
    assert.isNull(await db.from('stock_count_lines').where('variant_id', variantId).first())
    await keeper.post(`${path}/lines`, { ...good, key: newKey() })
    const counting = await keeper.get(path)

    assert.include(counting.text, 'لیوان سفالی')
    assert.notMatch(counting.text, /۴٬?۷۱۱|4711/)

    await keeper.post(`${path}/steps`, { to: 'review', key: newKey() })
    const shown = await keeper.get(path)
    assert.match(shown.text, /۴٬۷۱۱/)
    for (const page of [path, '/desk/stock/counts', `/en${path}`, '/en/desk/stock/counts']) {
      const seen = await keeper.get(page)
      assert.equal(seen.status, 200)
      assert.notMatch(seen.text, WRONG)
    }
    await keeper.post(`${path}/posting`, { 'cause[]': 'damaged', 'key': newKey() })
    assert.equal(await onHand(variantId, warehouseId), 4709)
    const card = await keeper.get(`/desk/stock/${variantId}`)
    assert.include(card.text, 'شکسته یا خراب')

    const elsewhere = await given.branch()
    const stranger = await browserOf(
      await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    )
    assert.equal(await statusOf(stranger.get(path)), 404)
    const expert = await browserOf(shop.expert)
    assert.equal(await statusOf(expert.get(path)), 403)
    assert.deepEqual(await breaches(), [])
  })

  const lineOf = (countId: number, variantId: number) =>
    db.from('stock_count_lines').where({ count_id: countId, variant_id: variantId }).first()
  const undo = (countId: number, key = newKey(), who = by()) =>
    uncountLast({ countId, by: who, key })

  test('each scan counts one, its tally and the way back on the page, and no book stock [row 66]', async ({
    assert,
  }) => {
    const { warehouseId, countId } = await sheet()
    const { variant, variantId } = await givenProduct({ stock: 4711, warehouseId })
    await variant.merge({ barcode: '2000000066010' }).save()
    const keeper = await browserOf(shop.manager)
    const path = `/desk/stock/counts/${countId}`
    const scan = (code = '2000000066010', key = newKey()) =>
      keeper.post(`${path}/lines`, { code, key, quantity: '' })
    await scan()
    await scan('۲۰۰۰۰۰۰۰۶۶۰۱۰')
    const key = newKey()
    await Promise.all([scan(undefined, key), scan(undefined, key)])
    await scan(undefined, key)
    assert.include(await lineOf(countId, variantId), { counted: 3 })

    const before = await db.from('stock_count_scans').count('* as n')
    await scan('2000000066999')
    const told = await keeper.get(path)
    assert.match(told.text, /role="alert"/)
    assert.deepEqual(await db.from('stock_count_scans').count('* as n'), before)
    assert.include(await lineOf(countId, variantId), { counted: 3 })
    assert.include(told.text, 'آخرین اسکن شما')
    assert.notMatch(told.text, /۴٬?۷۱۱|4711/)

    await keeper.post(`${path}/lines?_method=DELETE`, { key: newKey() })
    assert.include(await lineOf(countId, variantId), { counted: 2 })
    await keeper.post(`${path}/lines`, { code: '2000000066010', key: newKey(), quantity: '9' })
    assert.include(await lineOf(countId, variantId), { counted: 9 })
  })

  test('the last scan is taken back, then the one before; what others counted stays [row 66]', async ({
    assert,
  }) => {
    const { warehouseId, countId } = await sheet()
    const { variantId } = await givenProduct({ stock: 9, warehouseId })
    const { variantId: second } = await givenProduct({ stock: 9, warehouseId })
    const other = asStaff(shop.manager)
    await line(countId, variantId, 1, true)
    await countLine({ countId, variantId, quantity: 5, more: true, by: other, key: newKey() })
    await line(countId, variantId, 4)
    await line(countId, second, 1, true)
    const key = newKey()
    await Promise.all([undo(countId, key), undo(countId, key)])
    assert.isNull(await lineOf(countId, second))
    assert.include(await lineOf(countId, variantId), { counted: 4 })
    await undo(countId)
    assert.include(await lineOf(countId, variantId), { counted: 6 })
    await undo(countId)
    assert.include(await lineOf(countId, variantId), { counted: 5 })
    const before = await allBooks()
    assert.equal(await codeOf(undo(countId)), 'nothing_to_undo')
    assert.equal(await allBooks(), before)
    await Promise.all([undo(countId, newKey(), other), codeOf(undo(countId))])
    assert.include(await lineOf(countId, variantId), { counted: 0 })
    await line(countId, variantId, 2)
    await step(countId, 'review')
    assert.equal(await codeOf(undo(countId)), 'illegal_move')
  })
})

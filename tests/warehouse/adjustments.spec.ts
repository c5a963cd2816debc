import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { adjustStock } from '#app/warehouse/actions/adjust_stock'
import type { Adjustment } from '#app/warehouse/adjustments'
import { laws } from '#app/warehouse/laws'
import { reserve } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import {
  allBooks,
  asStaff,
  codeOf,
  givenShop,
  newKey,
  refusalOf,
  type Shop,
} from '#tests/support/given_sales'
import { onHand } from '#tests/support/given_warehouse'

let shop: Shop

async function breaches() {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

const levelOf = (variantId: number) => onHand(variantId, shop.branch.warehouseId)

test.group('Corrections of stock [row 66]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })

  const adjust = (variantId: number, wish: Partial<Adjustment & { key: string }> = {}) =>
    adjustStock({
      warehouseId: shop.branch.warehouseId,
      variantId,
      quantity: 2,
      cause: 'damaged',
      note: 'هنگام چیدن شکست',
      by: asStaff(shop.keeper),
      key: newKey(),
      ...wish,
    })

  test('a write-off lowers what is there, and the card says who and why [row 66]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const keeper = await browserOf(shop.keeper)
    const form = { warehouseId: shop.branch.warehouseId, cause: 'damaged', quantity: '۲' }
    const path = `/desk/stock/${variantId}`
    const answer = await keeper.post(`${path}/adjustments`, {
      ...form,
      note: 'هنگام چیدن شکست',
      key: newKey(),
    })
    assert.equal(answer.location, path)
    const level = await levelOf(variantId)
    assert.equal(level, 3)
    const page = await keeper.get(path)
    assert.include(page.text, 'شکسته یا خراب · هنگام چیدن شکست')
    assert.include(page.text, shop.keeper.lastName!)
    const english = await keeper.get(`/en${path}`)
    assert.include(english.text, 'Broken or spoiled')
    assert.deepEqual(await breaches(), [])
  })

  test('what is found comes onto the books [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 1 })
    await adjust(variantId, { cause: 'found', quantity: 3 })
    const level = await levelOf(variantId)
    assert.equal(level, 4)
    assert.deepEqual(await breaches(), [])
  })

  test('what customers were promised is never taken [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const lines = [{ variantId, quantity: 4 }]
    const document = { type: 'pre_invoice', id: 66_001 }
    await transaction((trx) => reserve({ lines, for: document, by: SYSTEM }, trx))
    const before = await allBooks()
    const refusal = await refusalOf(adjust(variantId))
    assert.equal(refusal.refusal, 'only_unreserved')
    assert.deepEqual(refusal.details.params, { left: 1, reserved: 4 })
    assert.equal(await allBooks(), before)
  })

  test('without cause, words or pieces nothing changes [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const keeper = await browserOf(shop.keeper)
    const good = {
      warehouseId: shop.branch.warehouseId,
      cause: 'lost',
      quantity: '1',
      note: 'در انبار نبود',
    }
    const before = await allBooks()
    const wrong = [
      { cause: '' },
      { cause: 'received_less' },
      { cause: 'because' },
      { note: '' },
      { note: '  ' },
      { quantity: '0' },
      { quantity: '-1' },
      { quantity: '1.5' },
      { quantity: '6' },
      { quantity: '999999999' },
      { warehouseId: 999_999 },
      { key: 'short' },
    ]
    for (const change of wrong) {
      const form = { ...good, key: newKey(), ...change }
      await keeper.post(`/desk/stock/${variantId}/adjustments`, form)
    }
    assert.equal(await allBooks(), before)
  })

  test('twice the same form counts once, two at once take no more than there is [row 66]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const key = newKey()
    await Promise.all([1, 2].map(() => adjust(variantId, { key })))
    assert.equal(await levelOf(variantId), 3)
    const answers = await Promise.allSettled([1, 2, 3].map(() => adjust(variantId)))
    assert.lengthOf(
      answers.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.equal(await levelOf(variantId), 1)
    assert.equal(await codeOf(adjust(variantId, { key, quantity: 1 })), 'key_reused')
    assert.deepEqual(await breaches(), [])
  })

  test('only who may write stock in that branch corrects it [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const elsewhere = await given.branch()
    const stranger = await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    const form = {
      warehouseId: shop.branch.warehouseId,
      cause: 'lost',
      quantity: '1',
      note: 'در انبار نبود',
      key: newKey(),
    }
    const before = await levelOf(variantId)
    for (const staff of [stranger, shop.expert]) {
      const browser = await browserOf(staff)
      const path = `/desk/stock/${variantId}/adjustments`
      assert.equal(await statusOf(browser.post(path, form)), 403)
    }
    assert.equal(await levelOf(variantId), before)
  })
})

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { cancelTransfer } from '#app/warehouse/actions/cancel_transfer'
import { openTransfer } from '#app/warehouse/actions/open_transfer'
import { putTransferLine } from '#app/warehouse/actions/put_transfer_line'
import { receiveTransfer } from '#app/warehouse/actions/receive_transfer'
import { sendTransfer } from '#app/warehouse/actions/send_transfer'
import { laws } from '#app/warehouse/laws'
import { inTransit } from '#app/warehouse/queries/transfers'
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
import { givenTransfer, onHand } from '#tests/support/given_warehouse'

const WRONG = /.{0,60}(translation missing|\bundefined\b|\bNaN\b|@!component|@end).{0,60}/

let shop: Shop
let from: number
let to: number
let target: Awaited<ReturnType<typeof given.branch>>

async function breaches() {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

test.group('Transfers between warehouses [row 66]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
    target = await given.branch()
    from = shop.branch.warehouseId
    to = target.warehouseId
  })

  const by = () => asStaff(shop.keeper)
  const some = (variantId: number, state: 'draft' | 'sent' = 'draft', quantity = 3) =>
    givenTransfer({ from, to, variantId, quantity, by: by() }, state)
  const send = (transferId: number, key = newKey()) => sendTransfer({ transferId, by: by(), key })
  const receive = (
    transferId: number,
    received: number[],
    why: { cause?: 'lost'; note?: string; key?: string } = {}
  ) => receiveTransfer({ transferId, received, by: by(), key: newKey(), ...why })

  test('what was sent has left, is in transit, and arrives whole [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const id = await some(variantId)
    assert.equal(await onHand(variantId, from), 5)
    await send(id)
    assert.equal(await onHand(variantId, from), 2)
    assert.equal(await onHand(variantId, to), 0)
    assert.equal(await inTransit(variantId, [to]), 3)
    assert.deepEqual(await breaches(), [])
    await receive(id, [3])
    assert.equal(await onHand(variantId, to), 3)
    assert.equal(await inTransit(variantId, [to]), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('a difference at receipt needs its reason and is written off [row 66]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const id = await some(variantId, 'sent')
    const before = await allBooks()
    for (const why of [{}, { cause: 'lost' as const }, { note: 'در راه گم شد' }]) {
      assert.equal(await codeOf(receive(id, [2], why)), 'difference_needs_reason')
    }
    assert.equal(await codeOf(receive(id, [4])), 'more_than_sent')
    assert.equal(await codeOf(receive(id, [])), 'transfer_lines_missing')
    assert.equal(await codeOf(receive(id, [3, 1])), 'transfer_lines_missing')
    assert.equal(await allBooks(), before)

    await receive(id, [2], { cause: 'lost', note: 'در راه گم شد' })
    assert.equal(await onHand(variantId, to), 2)
    const loss = await db.from('movements').where({ variant_id: variantId, reason: 'write_off' })
    assert.lengthOf(loss, 1)
    assert.equal(Number(loss[0].quantity), -1)
    assert.deepEqual(await breaches(), [])
  })

  test('nothing that customers were promised, and nothing that is not there, leaves [row 66]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const lines = [{ variantId, quantity: 3 }]
    const document = { type: 'pre_invoice', id: 66_100 }
    await transaction((trx) => reserve({ lines, for: document, by: SYSTEM }, trx))
    const id = await some(variantId)
    const before = await allBooks()
    const refusal = await refusalOf(send(id))
    assert.equal(refusal.refusal, 'out_of_stock')
    assert.deepEqual(refusal.details, { field: `lines.${variantId}`, params: { left: 2 } })
    assert.equal(await allBooks(), before)
    const { transferId: empty } = await openTransfer({
      fromWarehouseId: from,
      toWarehouseId: to,
      by: by(),
      key: newKey(),
    })
    assert.equal(await codeOf(send(empty)), 'transfer_empty')
    const same = openTransfer({
      fromWarehouseId: from,
      toWarehouseId: from,
      by: by(),
      key: newKey(),
    })
    assert.equal(await codeOf(same), 'same_warehouse')
  })

  test('each step happens once, in its order, however many click [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 9 })
    const id = await some(variantId)
    assert.equal(await codeOf(receive(id, [3])), 'illegal_move')
    const sent = await Promise.allSettled([1, 2, 3].map(() => send(id)))
    assert.lengthOf(
      sent.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.equal(await onHand(variantId, from), 6)
    assert.equal(
      await codeOf(putTransferLine({ transferId: id, variantId, quantity: 1 })),
      'illegal_move'
    )
    const refusal = await refusalOf(cancelTransfer({ transferId: id, by: by(), key: newKey() }))
    assert.deepEqual(refusal.details.allowed, ['received'])

    const key = newKey()
    await receive(id, [3], { key })
    const again = await receive(id, [3], { key })
    assert.isTrue(again.repeated)
    assert.equal(await codeOf(receive(id, [3])), 'illegal_move')
    assert.equal(await onHand(variantId, to), 3)
    assert.deepEqual(await breaches(), [])
  })

  test('from the list to the receipt by the pages, in both languages [row 66]', async ({
    assert,
  }) => {
    const { variant, variantId } = await givenProduct({
      nameFa: 'قوری گلی',
      nameEn: 'Clay pot',
      stock: 5,
    })
    const keeper = await browserOf(shop.keeper)
    const there = await browserOf(
      await givenStaff({ role: 'warehouse_keeper', branchId: target.id })
    )
    const form = { fromWarehouseId: from, toWarehouseId: to, note: '', key: newKey() }
    const opened = await keeper.post('/desk/stock/transfers', form)
    const path = opened.location!
    assert.match(path, /^\/desk\/stock\/transfers\/\d+$/)
    await keeper.post(`${path}/lines`, { code: variant.sku, quantity: '۹' })
    const short = await keeper.follow(
      keeper.post(`${path}/sending`, { key: newKey() }, { referer: process.env.APP_URL! + path })
    )
    assert.include(short.text, 'از این کالا تنها ۵ عدد مانده است')
    await keeper.post(`${path}/lines`, { code: variant.sku, quantity: '۲' })
    await keeper.post(`${path}/sending`, { key: newKey() })
    assert.equal(await onHand(variantId, from), 3)

    const receipt = { 'received[]': '۱', 'cause': '', 'note': '', 'key': newKey() }
    assert.equal(await statusOf(keeper.post(`${path}/receipt`, receipt)), 403)
    const unsaid = await there.follow(
      there.post(`${path}/receipt`, receipt, { referer: process.env.APP_URL! + path })
    )
    assert.include(unsaid.text, 'علت و توضیح را بنویسید')
    const card = await there.get(`/desk/stock/${variantId}`)
    assert.include(card.text, '۲ عدد در راه')
    for (const prefix of ['', '/en']) {
      for (const page of [path, '/desk/stock/transfers', '/desk/stock/transfers?status=draft']) {
        const shown = await there.get(prefix + page)
        assert.equal(shown.status, 200)
        assert.notMatch(shown.text, WRONG)
      }
    }
    await there.post(`${path}/receipt`, { ...receipt, cause: 'lost', note: 'در راه گم شد' })
    assert.equal(await onHand(variantId, to), 1)
    const done = await keeper.get(path)
    assert.include(done.text, 'گم‌شده · در راه گم شد')
    assert.deepEqual(await breaches(), [])
  })

  test('who works at neither end sees nothing of it [row 66]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 5 })
    const id = await some(variantId, 'sent')
    const elsewhere = await given.branch()
    const stranger = await browserOf(
      await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    )
    const path = `/desk/stock/transfers/${id}`
    assert.equal(await statusOf(stranger.get(path)), 404)
    const receipt = { 'received[]': '3', 'key': newKey() }
    assert.equal(await statusOf(stranger.post(`${path}/receipt`, receipt)), 404)
    const list = await stranger.get('/desk/stock/transfers')
    assert.notInclude(list.text, `${path}"`)
    assert.equal(await onHand(variantId, to), 0)
  })
})

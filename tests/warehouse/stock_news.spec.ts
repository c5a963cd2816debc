import transmit from '@adonisjs/transmit/services/main'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { release, reserve } from '#app/warehouse/stock'
import { given, settled } from '#tests/support/given'
import { givenProduct, givenStock } from '#tests/support/given_catalogue'

/** What open pages hear on the stock channel while something happens. */
async function heard(action: () => Promise<unknown>) {
  const events: string[] = []
  const stop = transmit.on('broadcast', ({ channel, payload }) => {
    if (channel !== 'stock') return
    const { what, id } = payload as { what: string; id: number }
    events.push(`${what} ${id}`)
  })
  await action().catch(() => {})
  await settled()
  stop()
  return events
}

const order = { type: 'pre_invoice', id: 1 }

test.group('News of stock', (group) => {
  group.setup(async () => {
    await given.branch()
  })

  test('pages hear when goods run out and when they come back [row 65]', async ({ assert }) => {
    const { id, variantId } = await givenProduct({ stock: 3 })
    const hold = (quantity: number) => () =>
      transaction((trx) =>
        reserve({ lines: [{ variantId, quantity }], for: order, by: SYSTEM }, trx)
      )
    assert.deepEqual(await heard(hold(2)), [])
    assert.deepEqual(await heard(hold(3)), [`sold_out ${id}`])
    assert.deepEqual(await heard(hold(3)), [])
    assert.deepEqual(await heard(() => transaction((trx) => release(order, trx))), [
      `back_in_stock ${id}`,
    ])
  })

  test('a refusal is no news, the first arrival is', async ({ assert }) => {
    const { id, variantId } = await givenProduct()
    const wish = { lines: [{ variantId, quantity: 1 }], for: order, by: SYSTEM }
    assert.deepEqual(await heard(() => transaction((trx) => reserve(wish, trx))), [])
    assert.deepEqual(await heard(() => givenStock(variantId, 1)), [`back_in_stock ${id}`])
    const undone = transaction.bind(null, async (trx) => {
      await reserve(wish, trx)
      throw new Error('the action failed later')
    })
    assert.deepEqual(await heard(undone), [])
  })
})

import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import Invoice from '#app/sales/models/invoice'
import { givenProduct } from '#tests/support/given_catalogue'
import { allBooks, givenInvoiced, givenShop, type Shop } from '#tests/support/given_sales'

const tehran = (moment: string) => DateTime.fromISO(moment, { zone: TEHRAN }).toUTC()

test.group('The official invoice', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(() => clock.reset())

  const invoiceOf = async (wish: Parameters<typeof givenInvoiced>[1] = {}) => {
    const preInvoice = await givenInvoiced(shop, wish)
    return (await Invoice.ofSource(preInvoice.ref))!
  }

  test('[row 57] locked after issue: no hand changes or removes it, nor its lines', async ({
    assert,
  }) => {
    const { id } = await invoiceOf()
    const before = await allBooks()
    for (const change of [
      () => db.from('invoices').where('id', id).update({ total: 1 }),
      () => db.from('invoices').where('id', id).delete(),
      () => db.from('invoice_lines').where('invoice_id', id).update({ quantity: 99 }),
      () => db.from('invoice_lines').where('invoice_id', id).delete(),
    ]) {
      await assert.rejects(change)
    }
    assert.equal(await allBooks(), before)
  })

  test('[row 57] VAT of the day on which it was agreed; the invoice before keeps its own', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 9 })
    clock.travelTo(tehran('2024-03-19T12:00'))
    const old = await invoiceOf({ variantId })
    clock.travelTo(tehran('2024-03-20T12:00'))
    const young = await invoiceOf({ variantId })
    assert.deepEqual([old.vat, young.vat].map(Number), [90_000, 100_000])
    await old.refresh()
    assert.equal(Number(old.vat), 90_000)
  })

  test('[row 57] numbers begin anew with each Jalali year of a branch', async ({ assert }) => {
    clock.travelTo(tehran('2028-03-19T20:00'))
    const last = await invoiceOf()
    clock.travelTo(tehran('2028-03-20T09:00'))
    const first = await invoiceOf()
    const second = await invoiceOf()
    assert.deepEqual(
      [first, second].map(({ jalaliYear, serial }) => [jalaliYear, serial]),
      [
        [last.jalaliYear + 1, 1],
        [last.jalaliYear + 1, 2],
      ]
    )
  })
})

import ExcelJS from 'exceljs'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { adjustStock } from '#app/warehouse/actions/adjust_stock'
import { move } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import { asStaff, givenShop, newKey } from '#tests/support/given_sales'

async function rowsOf(browser: VisitorBrowser, path: string) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(process.env.APP_URL + path, { headers: { cookie } })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await answer.arrayBuffer())
  const rows: unknown[][] = []
  book.worksheets[0].eachRow((row) => rows.push((row.values as unknown[]).slice(1)))
  return rows
}

test.group('Movements as a file', () => {
  test('[row 66] the movements of a variant leave as its card shows them, in the reader’s language', async ({
    assert,
  }) => {
    const shop = await givenShop()
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct({
      nameFa: 'لیوان سفالی',
      nameEn: 'Clay cup',
      stock: 9,
      warehouseId,
    })
    const elsewhere = await given.branch()
    const bring = { warehouseId: elsewhere.warehouseId, variantId, quantity: 50 }
    await transaction((trx) => move({ ...bring, reason: 'receive', by: SYSTEM }, trx))
    await adjustStock({
      warehouseId,
      variantId,
      quantity: 2,
      cause: 'damaged',
      note: 'افتاد',
      by: asStaff(shop.keeper),
      key: newKey(),
    })
    const path = `/desk/exports/movements.xlsx?of=${variantId}`
    const branchManager = await browserOf(shop.branchManager)
    const persian = await rowsOf(branchManager, path)
    const [head, first, last] = persian.slice(-3)
    assert.include(JSON.stringify(head), 'مانده')
    assert.match(JSON.stringify(first), /لیوان سفالی.*,9,9\]$/)
    assert.match(JSON.stringify(last), /لیوان سفالی.*شکسته یا خراب.*افتاد.*,-2,7\]$/)

    const english = await rowsOf(
      await browserOf(await givenStaff({ role: 'manager' })),
      `/en${path}`
    )
    assert.lengthOf(
      english.filter((row) => JSON.stringify(row).includes('Clay cup')),
      3
    )
    assert.notInclude(JSON.stringify(english), 'لیوان')
    assert.include(JSON.stringify(english), 'Balance')
    assert.match(JSON.stringify(english.at(-1)), /Broken or spoiled.*,-2,57\]$/)
  })
})

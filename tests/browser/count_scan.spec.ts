import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { openCount } from '#app/warehouse/actions/open_count'
import { BrowserPerson } from '#tests/browser/people'
import { givenProduct } from '#tests/support/given_catalogue'
import { asStaff, givenShop, newKey } from '#tests/support/given_sales'
import { givenStaff } from '#tests/support/given_people'

test.group('A count by scan', () => {
  test('[row 66] a reader that types faster than pages come back: each scan counts one, the focus stays', async ({
    assert,
    browser,
  }) => {
    const { branch } = await givenShop()
    const { warehouseId, id: branchId } = branch
    const keeper = await givenStaff({ role: 'warehouse_keeper', branchId, username: 'counter' })
    const { variant, variantId } = await givenProduct({ stock: 4711, warehouseId })
    await variant.merge({ barcode: '2000000066027' }).save()
    const { countId } = await openCount({ warehouseId, by: asStaff(keeper), key: newKey() })
    const person = await BrowserPerson.arrive(browser as never)
    await person.signInAtDesk('counter')
    await person.open(`/desk/stock/counts/${countId}`)
    const { page } = person
    const focused = () => page.locator(':focus').getAttribute('name')
    const scan = async (code: string) => {
      await page.keyboard.type(code)
      await page.keyboard.press('Enter')
    }
    const tally = (count: string) =>
      page.locator('#count-now section b.numbers', { hasText: new RegExp(`^${count}$`) }).waitFor()

    await page.locator('[name=code]').focus()
    for (let n = 0; n < 7; n++) await scan('2000000066027')
    await tally('۷')
    assert.equal(await focused(), 'code')
    await scan('2000000066998')
    await page.locator('#count-now [role=alert]').waitFor()
    assert.equal(await focused(), 'code')
    await page.locator('#count-now form button').click()
    await tally('۶')
    const line = await db.from('stock_count_lines').where('variant_id', variantId).firstOrFail()
    assert.equal(Number(line.counted), 6)
    assert.notMatch(await page.content(), /۴٬?۷۱۱|4711/)
  }).timeout(120_000)
})

import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { givenInvoiced, givenIssued, givenShop, newKey, asStaff } from '#tests/support/given_sales'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { expireLots } from '#app/club/actions/expire_lots'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`

async function why(customerId: number, prefix = '') {
  const person = await new Person([door]).signedIn({ customerId })
  const { html, status } = await person.get(`${prefix}/panel/wallet/why`)
  return { html, status }
}

test.group('[row 38] Why each balance is what it is', () => {
  test('nothing ever: each zero says so', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const { html, status } = await why(customerId)
    assert.equal(status, 200)
    for (const said of [
      'هنوز خریدی که اعتبار بسازد نداشته‌اید',
      'هنوز چیزی برای سفارشی کنار گذاشته نشده',
      'هنوز کیف پولتان را شارژ نکرده‌اید',
      'اعتباری ندارید که تمام شود',
    ]) {
      assert.include(html, said)
    }
    const english = await why(customerId, '/en')
    assert.include(english.html, 'You have not topped up your wallet yet')
  })

  test('sums with their parts: lots, holds, money in and out, days of ending', async ({
    assert,
  }) => {
    await givenShop()
    const { customerId, wallet } = await givenClub.member()
    await givenClub.credit(wallet, 500_000, { expiresAt: clock.now().plus({ days: 10 }) })
    await givenClub.cash(wallet, 900_000)
    const preInvoice = await givenIssued({ customerId, credit: 600_000 })
    const { html } = await why(customerId)
    assert.include(html, 'برای این سندها کنار گذاشته شده')
    assert.include(html, `/panel/orders/${preInvoice.id}`)
    assert.include(html, 'پولی که ریخته‌اید')
    assert.include(html, 'همه برای پیش‌فاکتور')
    const held = await why(customerId, '/en')
    assert.include(held.html, 'All of it is set aside for')
  })

  test('a zero is spent, released, expired, on the way or paid by credit', async ({ assert }) => {
    const shop = await givenShop()
    const spent = await givenClub.member({ credit: 400_000 })
    await givenInvoiced(shop, { customerId: spent.customerId, credit: 400_000 })
    const sold = await why(spent.customerId)
    assert.include(sold.html, 'همه خرج شده است')
    assert.include(sold.html, 'هنوز تحویل نشده است')
    assert.include(sold.html, 'پرداخت شد')

    const freed = await givenClub.member({ credit: 400_000 })
    const off = await givenIssued({ customerId: freed.customerId, credit: 400_000 })
    const by = asStaff(shop.expert)
    await cancelPreInvoice({ preInvoiceId: off.id, by, reason: 'x', key: newKey() })
    const released = await why(freed.customerId)
    assert.include(released.html, 'به کیف پول برگشت')

    const late = await givenClub.member()
    await givenClub.credit(late.wallet, 300_000, { expiresAt: clock.now().plus({ days: 1 }) })
    clock.travel({ days: 2 })
    await expireLots()
    const ended = await why(late.customerId)
    assert.include(ended.html, 'تمام شد')

    const all = await givenClub.member({ credit: 9_000_000, tier: 'gold' })
    const whole = await givenIssued({ customerId: all.customerId })
    const paid = await givenInvoiced(shop, { customerId: all.customerId, credit: whole.total })
    assert.equal(paid.payable, 0)
    const byCredit = await why(all.customerId)
    assert.include(byCredit.html, 'همه با اعتبار پرداخت شد')
  })

  test('staff read the same; a stranger does not', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const staff = await givenStaff({ role: 'support_expert' })
    const desk = await new Person([door]).signedIn({ staffId: staff.id })
    const { html } = await desk.get(`/desk/members/${customerId}/wallet/why`)
    assert.include(html, '«شما» یعنی عضو')
    assert.include(html, 'هنوز کیف پولتان را شارژ نکرده‌اید')
    const { redirects } = await new Person([door]).get('/panel/wallet/why', { follow: false })
    assert.match(redirects.join(' '), /sign-in/)
  })
})

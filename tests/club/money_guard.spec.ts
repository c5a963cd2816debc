import { test } from '@japa/runner'
import { decideWallet, walletRules } from '#app/club/actions/decide_wallet'
import { proposeAdjustment } from '#app/club/actions/propose_adjustment'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import TopUp from '#app/sales/models/top_up'
import { givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { allBooks, asStaff, newKey } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'

const MERCHANT = '11111111-2222-3333-4444-555555555555'
const door = `http://127.0.0.1:${process.env.PORT}`

test.group('[row 41] The guard at a field of money', (group) => {
  let fake: FakeZarinpal
  group.setup(async () => {
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    usePaymentGateway(new ZarinpalGateway({ baseUrl: fake.url, merchant: MERCHANT }))
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })

  test('an odd grouping changes nothing, is asked about in words, and goes through when sent again', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member()
    const person = await new Person([door]).signedIn({ customerId })
    const before = await allBooks()
    const page = await person.get('/panel/top-up')
    const asked = await person.submit(page, '/panel/top-ups', { amount: '۱۲۵۰٬۰۰۰' })
    assert.equal(await allBooks(), before)
    assert.include(asked.html, 'منظورتان یک میلیون و دویست و پنجاه هزار تومان است؟')
    assert.include(asked.html, 'value="۱٬۲۵۰٬۰۰۰"')
    await person.submit(asked, '/panel/top-ups', {}, { follow: false })
    const { amount } = await TopUp.query().where({ customerId }).firstOrFail()
    assert.equal(amount, 12_500_000)
  })

  test('ten times the usual change by hand is asked about in words, and goes through once read', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member()
    const manager = await givenStaff({ role: 'manager' })
    const by = asStaff(manager)
    const wish = { customerId, reason: 'goodwill', note: 'تأخیر', branchId: null, by } as const
    for (let n = 0; n < 5; n++) {
      await proposeAdjustment({ ...wish, amount: 100_000, key: newKey() })
    }
    const desk = await new Person([door]).signedIn({ staffId: manager.id })
    const path = `/desk/members/${customerId}/wallet`
    const form = { way: 'more', amount: '100000', reason: 'goodwill', note: 'تأخیر' }
    const before = await allBooks()
    const asked = await desk.submit(await desk.get(path), '/adjustments', form)
    assert.equal(await allBooks(), before)
    assert.include(asked.html, 'صد هزار تومان')
    assert.include(asked.html, 'name="confirmed_amount" value="1000000"')
    const english = await desk.submit(await desk.get(`/en${path}`), '/adjustments', form)
    assert.include(english.html, 'ten times the usual')
    const done = await desk.submit(asked, '/adjustments', form)
    assert.notInclude(done.html, 'confirmed_amount')
    assert.notEqual(await allBooks(), before)
  })

  test('a limit of the wallet ten times what it was is asked about, two of them one after the other; nothing changes until both are read', async ({
    assert,
  }) => {
    const admin = await givenStaff({ role: 'administrator' })
    const desk = await new Person([door]).signedIn({ staffId: admin.id })
    const path = '/desk/wallet-rules'
    const before = await walletRules()
    const form = { topUpMost: '۵۰۰٬۰۰۰٬۰۰۰', payoutAlone: '۲۰٬۰۰۰٬۰۰۰' }
    const first = await desk.submit(await desk.get(path), path, form)
    assert.include(first.html, 'پانصد میلیون تومان')
    assert.include(first.html, 'name="confirmed_topUpMost" value="5000000000"')
    assert.deepEqual(await walletRules(), before)
    const second = await desk.submit(first, path, {})
    assert.include(second.html, 'name="confirmed_payoutAlone" value="200000000"')
    assert.include(second.html, 'name="confirmed_topUpMost" value="5000000000"')
    assert.deepEqual(await walletRules(), before)
    await desk.submit(second, path, {})
    const { payout, topUp } = await walletRules()
    assert.deepEqual([topUp.max, payout.alone], [5_000_000_000, 200_000_000])
    await decideWallet({ rules: before, by: asStaff(admin) })
  })

  test('who never topped up is asked about ten times what the page offers', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const person = await new Person([door]).signedIn({ customerId })
    const before = await allBooks()
    const page = await person.get('/panel/top-up')
    const asked = await person.submit(page, '/panel/top-ups', { amount: '20000000' })
    assert.equal(await allBooks(), before)
    assert.include(asked.html, 'name="confirmed_amount" value="200000000"')
    await person.submit(asked, '/panel/top-ups', {}, { follow: false })
    const { amount } = await TopUp.query().where({ customerId }).firstOrFail()
    assert.equal(amount, 200_000_000)
  })
})

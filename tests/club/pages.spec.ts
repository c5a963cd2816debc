import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { TIER_PERCENT, whyOf } from '#app/club/earning'
import Member from '#app/club/models/member'
import { recordPurchase } from '#app/crm/models/customer_stat'
import { given } from '#tests/support/given'
import { givenClub, someDocument, type StoryMember } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
const asCustomer = (customerId: number) => new Person([door]).signedIn({ customerId })

/** Credit as a purchase gives it, with its reason. */
async function earn({ wallet, member }: StoryMember, pendingDays?: number) {
  const excluded = { vat: 120_000, freight: 0, credit: 50_000 }
  const why = whyOf({ tier: member.tier, base: 1_200_000, excluded, document: '1-1405-00012' })
  const pendingUntil = pendingDays ? clock.now().plus({ days: pendingDays }) : undefined
  const source = someDocument()
  const lot = { amount: 60_000, rule: TIER_PERCENT, why, source, by: SYSTEM, pendingUntil }
  await transaction((trx) => wallet.earn(lot, trx))
}

test.group('The wallet page [row 38]', () => {
  test('says of each number why it is so', async ({ assert }) => {
    const member = await givenClub.member({ tier: 'silver' })
    await earn(member)
    await earn(member, 7)
    await givenClub.hold(member.wallet, 10_000)
    const person = await asCustomer(member.customerId)
    const { html, status } = await person.get('/panel/wallet')
    assert.equal(status, 200)
    assert.include(
      html,
      '۵٪ سطح نقره‌ای از ۱۲۰٬۰۰۰ تومان (فاکتور \u2066۱-۱۴۰۵-۰۰۰۱۲\u2069)، بدون مالیات و بخشی که با اعتبار پرداخت شد'
    )
    for (const shown of ['چرا این عدد؟', 'پنج هزار تومان', 'در انتظار', 'کنار گذاشته‌شده']) {
      assert.include(html, shown)
    }
    const english = await person.get('/en/panel/wallet')
    assert.include(
      english.html,
      '5% of the Silver tier on 120,000 toman (invoice \u20661-1405-00012\u2069), without VAT and the part'
    )
    assert.notMatch(withoutPersianName(english.html), /[\u0600-\u06FF]/)
  })

  const zeros = [
    { is: 'no purchase yet', says: 'هنوز خریدی که اعتبار بسازد', make: async () => {} },
    {
      is: 'all pending',
      says: 'در انتظار پایان مهلت بازگشت',
      make: (member: StoryMember) => earn(member, 7),
    },
    {
      is: 'all set aside',
      says: 'برای پیش‌فاکتوری کنار گذاشته شده',
      make: async (member: StoryMember) => {
        await earn(member)
        await givenClub.hold(member.wallet, 60_000)
      },
    },
    {
      is: 'all spent',
      says: 'در خریدهای پیشین خرج کرده‌اید',
      make: async (member: StoryMember) => {
        await earn(member)
        await givenClub.spend(member.wallet, 60_000)
      },
    },
  ]
  for (const { is, says, make } of zeros) {
    test(`explains a zero: ${is}`, async ({ assert }) => {
      const member = await givenClub.member()
      await make(member)
      const person = await asCustomer(member.customerId)
      const { html } = await person.get('/panel/wallet')
      assert.include(html, says)
    })
  }

  test('pages movements by key: each is shown once, none is left out', async ({ assert }) => {
    const member = await givenClub.member()
    for (let n = 1; n <= 47; n++) await givenClub.credit(member.wallet, n * 10)
    await givenClub.spend(member.wallet, 30)
    const person = await asCustomer(member.customerId)
    const seen: string[] = []
    let path: string | undefined = '/panel/wallet'
    for (let pages = 0; path && pages < 5; pages++) {
      const page = await person.get(path)
      const list = page.html.slice(page.html.indexOf('id="movements"'))
      seen.push(...[...list.matchAll(/<span class="ltr">([^<]+)<\/span>/g)].map(([, sum]) => sum))
      path = /href="(\/panel\/wallet\?after=\d+)/.exec(list)?.[1]
    }
    assert.lengthOf(seen, 48)
    assert.equal(seen[0], '−۳')
    assert.deepEqual(
      seen.slice(1),
      Array.from({ length: 47 }, (_, n) => `+${(47 - n).toLocaleString('fa-IR')}`)
    )
  })

  test('a broken page key is the first page; a visitor signs in first', async ({ assert }) => {
    const member = await givenClub.member({ credit: 100 })
    const person = await asCustomer(member.customerId)
    for (const after of ['x', '-1', '0', "1'", '99999999999999999999']) {
      const { status } = await person.get(`/panel/wallet?after=${encodeURIComponent(after)}`)
      assert.equal(status, 200)
    }
    const { redirects } = await new Person([door]).get('/panel/wallet', { follow: false })
    assert.include(redirects[0], '/sign-in?next=')
  })

  test('movements of a long account are read by index', async ({ assert }) => {
    const side = (column: string) =>
      `SELECT id FROM transfers WHERE ${column} = 1 AND id < 99 ORDER BY id DESC LIMIT 21`
    const isMysql = db.connection().dialect.name === 'mysql'
    for (const column of ['debit_account_id', 'credit_account_id']) {
      const plan = await db.rawQuery(
        `${isMysql ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'} ${side(column)}`
      )
      assert.include(JSON.stringify(plan), column)
    }
  })
})

test.group('The home of the panel [row 16]', () => {
  test('shows the way to the next tier by purchases of this Jalali year', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const buy = (invoiceId: number, amount: number, daysAgo: number) =>
      transaction((trx) => {
        const at = clock.now().minus({ days: daysAgo })
        return recordPurchase({ customerId, branchId: null, invoiceId, amount, at }, trx)
      })
    await buy(1, 20_000_000, 1)
    await buy(2, 90_000_000, 800)
    const person = await asCustomer(customerId)
    const { html } = await person.get('/panel')
    assert.include(html, '۳٬۰۰۰٬۰۰۰ تومان خرید دیگر تا سطح نقره‌ای و ۵٪ برگشت')
    assert.include(html, 'خرید امسال شما: ۲٬۰۰۰٬۰۰۰ تومان')
    assert.include(html, 'value="40"')
  })

  test('a customer who is no member is asked to join', async ({ assert }) => {
    await givenClub.tiers()
    const customer = await given.customer()
    const person = await asCustomer(customer.id)
    const home = await person.get('/panel')
    assert.include(home.html, 'هنوز عضو باشگاه نیستید')
    for (const path of ['/panel/wallet', '/panel/card']) {
      const page = await person.get(path)
      assert.equal(page.path, '/panel/join')
    }
  })
})

test.group('Joining on the web [row 1]', (group) => {
  group.setup(() => givenClub.tiers())

  test('with a tick and the code of a friend', async ({ assert }) => {
    const friend = await givenClub.member()
    const customer = await given.customer()
    const person = await asCustomer(customer.id)
    const code = friend.member.referralCode
    const page = await person.get(`/panel/join?code=${code}`)
    assert.include(page.html, `value="${code}"`)
    const done = await person.submit(page, '/panel/join', { terms: 1 })
    assert.equal(done.path, '/panel')
    assert.include(done.html, 'به باشگاه خوش آمدید')
    const member = await Member.of(customer.id)
    assert.equal(member?.referrerId, friend.member.id)
    const again = await person.get('/panel/join')
    assert.equal(again.path, '/panel')
  })

  test('without the tick or with a wrong code it is refused beside the field', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const person = await asCustomer(customer.id)
    const page = await person.get('/panel/join')
    const unticked = await person.submit(page, '/panel/join', {})
    assert.include(unticked.html, 'f-terms-error')
    assert.include(unticked.html, 'باید قوانین و شرایط را بپذیرید')
    const wrong = await person.submit(page, '/panel/join', { terms: 1, referralCode: 'NOBODY22' })
    assert.include(wrong.html, 'چنین کد معرفی پیدا نشد')
    assert.isNull(await Member.of(customer.id))
  })
})

test.group('The card page', () => {
  test('shows number, QR and barcode in both languages', async ({ assert }) => {
    const { customerId, member } = await givenClub.member({ tier: 'diamond' })
    const card = await member.electronicCard()
    const person = await asCustomer(customerId)
    for (const path of ['/panel/card', '/en/panel/card']) {
      const { html } = await person.get(path)
      assert.include(html, card!.number.replace(/(\d{4})(?=\d)/g, '$1 '))
      assert.equal(html.match(/<svg aria-hidden="true" focusable="false"/g)?.length, 2)
    }
  })

  test('without an active card it says what to do', async ({ assert }) => {
    const { customerId, member } = await givenClub.member()
    const card = await member.electronicCard()
    await card!.merge({ status: 'blocked' }).save()
    const person = await asCustomer(customerId)
    const { html } = await person.get('/panel/card')
    assert.include(html, 'کارت فعالی ندارید')
  })
})

test.group("A member's wallet for staff", () => {
  test('is what the member sees; a wrong id is a 404', async ({ assert }) => {
    const member = await givenClub.member({ tier: 'gold' })
    await earn(member)
    const staff = await givenStaff({ role: 'sales_expert' })
    const person = await new Person([door]).signedIn({ staffId: staff.id })
    const { html, status } = await person.get(`/desk/members/${member.customerId}/wallet`)
    assert.equal(status, 200)
    assert.include(html, 'چرا این عدد؟')
    assert.include(html, 'سطح طلایی')
    for (const id of ['999999', 'abc', '0']) {
      const page = await person.get(`/desk/members/${id}/wallet`)
      assert.equal(page.status, 404)
    }
  })

  test('is closed to visitors and to members', async ({ assert }) => {
    const member = await givenClub.member()
    for (const person of [new Person([door]), await asCustomer(member.customerId)]) {
      const page = await person.get(`/desk/members/${member.customerId}/wallet`, { follow: false })
      assert.include(page.redirects[0] ?? '', '/desk/sign-in')
    }
  })
})

const withoutPersianName = (html: string) =>
  html.replaceAll('فارسی', '').replace(/سارا محمدی \d+/g, '')

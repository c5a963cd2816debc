import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { addJalaliMonths, tehranDate } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { saveBenefit } from '#app/club/actions/save_benefit'
import { useBenefit } from '#app/club/actions/use_benefit'
import Member from '#app/club/models/member'
import { benefitsOf } from '#app/club/queries/benefits'
import type Staff from '#app/people/models/staff'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { given } from '#tests/support/given'
import { breaches, givenClub, type StoryMember } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'
import { its } from '#tests/support/its'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const TRACES = ['audits', 'devices', 'rate_limits']
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })
const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.then(() => null).catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.refusal : error
}

test.group('Benefits of tiers', (group) => {
  let shop: Shop
  let made = 0
  group.setup(async () => {
    shop = await Shop.open()
  })
  group.each.teardown(() => clock.reset())

  const benefit = async (
    uses: Record<string, number>,
    period: 'always' | 'month' | 'year' = 'month'
  ) => {
    const n = ++made
    const by = staffActor(shop.staff.admin)
    const names = { nameFa: `سرویس رایگان ${n}`, nameEn: `Free service ${n}` }
    const { benefitId } = await saveBenefit({
      benefitId: null,
      ...names,
      period,
      active: true,
      uses,
      by,
    })
    return benefitId
  }
  const use = (
    customerId: number,
    benefitId: number,
    overrideReason: string | null = null,
    key = newKey()
  ) =>
    useBenefit({
      customerId,
      benefitId,
      branchId: shop.branchId,
      overrideReason,
      /* Beyond the count only by who may. */
      by: staffActor(overrideReason ? shop.staff.admin : shop.staff.manager),
      key,
    })
  const leftOf = async (customerId: number, benefitId: number) => {
    const all = await benefitsOf(await Member.of(customerId))
    return all.find(({ id }) => id === benefitId)?.left
  }

  test('[row 14] counted per Jalali month, refused beyond the count, and there again next month', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const id = await benefit({ gold: 2 })
    const key = newKey()
    await use(customerId, id, null, key)
    const again = await use(customerId, id, null, key)
    assert.isTrue(again.repeated)
    assert.equal(await leftOf(customerId, id), 1)
    await use(customerId, id)
    const before = await books(TRACES)
    assert.equal(await refusalOf(use(customerId, id)), 'benefit_used_up')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    clock.travelTo(addJalaliMonths(clock.now(), 1))
    assert.equal(await leftOf(customerId, id), 2)
    await use(customerId, id)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] many at once use the last one once', async ({ assert }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const id = await benefit({ gold: 1 }, 'year')
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => refusalOf(use(customerId, id))))
    assert.deepEqual(answers.filter((answer) => answer === null).length, 1)
    assert.deepEqual(answers.filter((answer) => answer === 'benefit_used_up').length, 4)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] beyond the count with a reason: in the file and in the audit; other tiers and what is not counted: refused', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const silver = await givenClub.member({ tier: 'silver' })
    const stranger = 1e9
    const id = await benefit({ gold: 1 })
    const always = await benefit({ gold: 1 }, 'always')
    await use(customerId, id)
    await use(customerId, id, 'تأخیر ما')
    const record = await db
      .from('crm_records')
      .where({ kind: 'benefit_used', customer_id: customerId })
      .orderBy('id', 'desc')
      .firstOrFail()
    assert.include(JSON.stringify(record.facts), 'تأخیر ما')
    const audits = await db
      .from('audits')
      .where({ action: 'override_benefit', subject_id: customerId })
    assert.lengthOf(audits, 1)
    const before = await books(TRACES)
    assert.equal(await refusalOf(use(silver.customerId, id)), 'benefit_not_given')
    assert.equal(await refusalOf(use(customerId, always)), 'benefit_not_counted')
    assert.equal(await refusalOf(use(stranger, id)), 'benefit_needs_member')
    const by = staffActor(shop.staff.admin)
    const twin = {
      benefitId: null,
      nameFa: 'سرویس رایگان 1',
      nameEn: 'x',
      active: true,
      uses: {},
      by,
    }
    assert.equal(await refusalOf(saveBenefit({ ...twin, period: 'year' })), 'benefit_name_taken')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] the head of a branch goes beyond the count for members of his branches alone', async ({
    assert,
  }) => {
    const id = await benefit({ gold: 1 })
    const here = await givenClub.member({ tier: 'gold' })
    const there = await givenClub.member({ tier: 'gold' })
    const { id: elsewhere } = await given.branch()
    const home = ({ customerId }: StoryMember, branchId: number) =>
      db.from('customers').where('id', customerId).update({ branch_id: branchId })
    await home(here, shop.branchId)
    await home(there, elsewhere)
    for (const { customerId } of [here, there]) await use(customerId, id)
    const head = await givenStaff({ role: 'branch_manager', branchId: shop.branchId })
    const person = await asStaff(head)
    const pageOf = ({ customerId }: StoryMember) => person.get(`/desk/members/${customerId}/wallet`)
    const actionOf = ({ customerId }: StoryMember) =>
      `/desk/members/${customerId}/benefits/${id}/uses`
    const [own, other] = [await pageOf(here), await pageOf(there)]
    assert.include(own.html, actionOf(here))
    assert.notInclude(other.html, actionOf(there))

    const before = await books(TRACES)
    const sly = { key: newKey(), overrideReason: 'آشنای من' }
    const refused = await person.post(actionOf(there), sly, { csrf: true, from: other.path })
    assert.include(refused.html, 'تنها به عضوی می‌توانید بدهید که از شعبه‌های شماست')
    const byHim = useBenefit({
      ...{ customerId: there.customerId, benefitId: id, branchId: shop.branchId },
      ...{ overrideReason: 'آشنای من', by: staffActor(head), key: newKey() },
    })
    assert.equal(await refusalOf(byHim), 'benefit_branch')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    await person.submit(own, actionOf(here), { overrideReason: 'جبران تأخیر' })
    const uses = await db.from('benefit_uses').where('customer_id', here.customerId)
    assert.lengthOf(uses, 2)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] by the pages: made, seen at the till, on the ticket and in the file, used, beyond only by a manager', async ({
    assert,
  }) => {
    const admin = await asStaff(shop.staff.admin)
    const board = await admin.get('/desk/benefits')
    const typed = {
      'nameFa': 'تعمیر رایگان',
      'nameEn': 'Free repair',
      'period': 'year',
      'uses[gold]': '۱',
    }
    const wrong = await admin.submit(board, '/desk/benefits', { ...typed, 'uses[gold]': '۱۰۰۰۰' })
    assert.include(wrong.html, 'role="alert"')
    const saved = await admin.submit(board, '/desk/benefits', typed)
    assert.include(saved.html, 'تعمیر رایگان')

    const { customerId, mobile } = await givenClub.member({ tier: 'gold' })
    const cashier = await asStaff(shop.staff.cashier)
    const till = await cashier.get(`/desk/till?card=${encodeURIComponent(mobile)}`)
    assert.include(till.html, 'تعمیر رایگان')
    const file = await admin.get(`/desk/customers/${customerId}`)
    assert.include(file.html, 'تعمیر رایگان')
    const row = await db.from('benefits').where('name_en', 'Free repair').firstOrFail()
    const action = `/desk/members/${customerId}/benefits/${row.id}/uses`
    const wallet = await cashier.get(`/desk/members/${customerId}/wallet`)
    await cashier.submit(wallet, action)
    assert.equal(await leftOf(customerId, Number(row.id)), 0)
    const sly = { key: newKey(), overrideReason: 'دوست من' }
    const refused = await cashier.post(action, sly, { csrf: true, from: wallet.path })
    assert.equal(refused.status, 403)
    const page = await admin.get(`/desk/members/${customerId}/wallet`)
    await admin.submit(page, action, { overrideReason: 'جبران تأخیر' })
    const uses = await db.from('benefit_uses').where('customer_id', customerId)
    assert.lengthOf(uses, 2)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] [row 5] given from its first day until its last, both included; a manager may give it otherwise', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const by = staffActor(shop.staff.admin)
    const today = clock.now()
    const on = (days: number) => tehranDate(today.plus({ days }))
    const what = { benefitId: null, period: 'year', active: true, uses: { gold: 5 }, by } as const
    const names = { nameFa: 'پارکینگ نوروزی', nameEn: 'New year parking' }
    const days = { startsOn: on(2), endsOn: on(4) }
    const before = await books(TRACES)
    const empty = { startsOn: on(4), endsOn: on(3) }
    assert.equal(
      await refusalOf(saveBenefit({ ...what, ...names, ...empty })),
      'benefit_days_empty'
    )
    assert.deepEqual(difference(before, await books(TRACES)), {})
    const { benefitId } = await saveBenefit({ ...what, ...names, ...days })

    const seen: (number | undefined)[] = []
    for (const day of [0, 1, 2, 4, 5]) {
      clock.travelTo(today.plus({ days: day }))
      seen.push(await leftOf(customerId, benefitId))
    }
    assert.deepEqual(seen, [undefined, undefined, 5, 5, undefined])
    clock.travelTo(today.plus({ days: 1 }))
    const early = await books(TRACES)
    assert.equal(await refusalOf(use(customerId, benefitId)), 'benefit_not_today')
    assert.deepEqual(difference(early, await books(TRACES)), {})
    await use(customerId, benefitId, 'قول شعبه')
    clock.travelTo(today.plus({ days: 3 }))
    await use(customerId, benefitId)
    assert.equal(await leftOf(customerId, benefitId), 3)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 14] [row 5] the member reads in the panel what is left of each, until when', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const admin = await asStaff(shop.staff.admin)
    const board = await admin.get('/desk/benefits')
    const typed = {
      'nameFa': 'ارسال رایگان',
      'nameEn': 'Free delivery',
      'period': 'month',
      'startsOn': '۱۴۰۴/۰۱/۰۱',
      'endsOn': '۱۴۲۰/۰۱/۰۱',
      'uses[gold]': '۲',
    }
    const wrong = await admin.submit(board, '/desk/benefits', { ...typed, endsOn: '۱۴۰۳/۰۱/۰۱' })
    assert.include(wrong.html, 'روز پایان پیش از روز آغاز است.')
    const none = await db.from('benefits').where('name_en', 'Free delivery')
    assert.lengthOf(none, 0)
    const saved = await admin.submit(wrong, '/desk/benefits', typed)
    assert.include(saved.html, '۱۴۲۰/۰۱/۰۱')
    const { id } = await db.from('benefits').where('name_en', 'Free delivery').firstOrFail()
    const edited = await admin.get(`/desk/benefits?edit=${id}`)
    assert.match(edited.html, /name="endsOn"[^>]*value="۱۴۲۰\/۰۱\/۰۱"/)

    assert.include(await its(admin.get('/en/desk/tiers'), 'html'), 'Free delivery (2 times)')
    const person = await new Person([door]).signedIn({ customerId })
    assert.include(await its(person.get('/panel'), 'html'), 'این ماه ۲ از ۲ بار مانده است.')
    await use(customerId, Number(id))
    assert.include(await its(person.get('/en/panel'), 'html'), 'This month: 1 of 2 left.')
    await use(customerId, Number(id))
    assert.include(await its(person.get('/panel'), 'html'), 'این ماه دیگر نمانده')
  })

  test('[row 14] the board goes on by key', async ({ assert }) => {
    for (let n = 0; n < 26; n++) await benefit({ gold: 1 })
    const admin = await asStaff(shop.staff.admin)
    const first = await admin.get('/desk/benefits')
    const [, next] = /href="(\/desk\/benefits\?after=\d+)"/.exec(first.html) ?? []
    const second = await admin.get(next)
    assert.include(first.html, `سرویس رایگان ${made}<`)
    assert.notInclude(second.html, `سرویس رایگان ${made}<`)
    assert.notInclude(second.html, 'href="/desk/benefits?after=')
  })
})

import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import { warnExpiry } from '#app/club/actions/warn_expiry'
import job from '#app/club/jobs/warn_expiry_job'
import { expireLots } from '#app/club/actions/expire_lots'
import { breaches, givenClub, type StoryMember } from '#tests/support/given_club'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`

/** Noon in Tehran, so that days are told apart whatever the hour of the run. */
const noon = (days: number) =>
  clock.now().setZone(TEHRAN).plus({ days }).set({ hour: 12, minute: 0, second: 0 }).toUTC()

const textsTo = async ({ customerId }: StoryMember) => {
  const rows = await db
    .from('outgoing_messages')
    .where({ customer_id: customerId, template: 'credit_ending' })
    .orderBy('id')
  return rows.map((row) => String(row.text))
}

test.group('Warnings before credit ends', (group) => {
  group.each.setup(() => {
    clock.travelTo(noon(0))
    return () => clock.reset()
  })

  test('[row 33] 14 and 3 days before, each lot once at each distance', async ({ assert }) => {
    const member = await givenClub.member()
    await givenClub.credit(member.wallet, 400_000, { expiresAt: noon(15) })
    const told: number[] = []
    for (let day = 0; day <= 16; day++) {
      await warnExpiry()
      await warnExpiry()
      const texts = await textsTo(member)
      told.push(texts.length)
      clock.travelTo(noon(1))
    }
    assert.deepEqual(told, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    const [first] = await textsTo(member)
    assert.match(first, /^۴۰٬۰۰۰ تومان از اعتبار باشگاه شما تا .+ مهلت دارد/)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 33] all that is due is one message a day, with its sum', async ({ assert }) => {
    const member = await givenClub.member()
    for (const days of [14, 14, 10, 2]) {
      await givenClub.credit(member.wallet, 100_000, { expiresAt: noon(days) })
    }
    await givenClub.credit(member.wallet, 900_000, { expiresAt: noon(40) })
    await warnExpiry()
    const texts = await textsTo(member)
    assert.equal(texts.length, 1)
    assert.match(texts[0], /^۴۰٬۰۰۰ تومان از اعتبار باشگاه شما به‌زودی تمام می‌شود؛ نخستین مهلت/)
  })

  test('[row 33] several nodes at once tell once', async ({ assert }) => {
    const member = await givenClub.member()
    await givenClub.credit(member.wallet, 100_000, { expiresAt: noon(3) })
    await Promise.all([warnExpiry(), warnExpiry(), warnExpiry()])
    const texts = await textsTo(member)
    assert.equal(texts.length, 1)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 33] what is spent or has no end is not spoken of, and nobody is woken at night', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    await givenClub.credit(member.wallet, 100_000, { expiresAt: noon(3) })
    await givenClub.spend(member.wallet, 100_000)
    await givenClub.credit(member.wallet, 100_000, { expiresAt: null })
    await warnExpiry()
    await givenClub.credit(member.wallet, 50_000, { expiresAt: noon(2) })
    clock.travelTo(noon(0).minus({ hours: 10 }))
    await job.run()
    assert.deepEqual(await textsTo(member), [])
    clock.travelTo(noon(0))
    await job.run()
    const texts = await textsTo(member)
    assert.equal(texts.length, 1)
    assert.include(texts[0], '۵٬۰۰۰ تومان')
  })

  test('[row 33] the wallet shows what ends within 30 days, day by day, and not what is over', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    for (const days of [20, 20, 29, 31]) {
      await givenClub.credit(member.wallet, 100_000, { expiresAt: noon(days) })
    }
    clock.reset()
    const person = await new Person([door]).signedIn({ customerId: member.customerId })
    const { html } = await person.get('/panel/wallet')
    assert.include(html, '۳۰٬۰۰۰ تومان در ۳۰ روز آینده از بین می‌رود')
    assert.include(html, '۲۰٬۰۰۰')
    clock.travelTo(noon(21))
    await expireLots()
    const later = await person.get('/en/panel/wallet')
    assert.include(later.html, '20,000 toman ends within the next 30 days')
    assert.deepEqual(await breaches(), [])
  })
})

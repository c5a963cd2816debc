import type { DateTime } from 'luxon'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { formatJalaliDay, fromJalali, jalaliParts } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { endManualTiers } from '#app/club/actions/end_manual_tiers'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { workTierRun } from '#app/club/actions/work_tier_run'
import raiseTiersJob from '#app/club/jobs/raise_tiers_job'
import workTierRunsJob from '#app/club/jobs/work_tier_runs_job'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import TierRun, { type TierRunMove } from '#app/club/models/tier_run'
import { judgement } from '#app/club/queries/judged_members'
import { tierProgress } from '#app/club/queries/tier_progress'
import { noticeBatch } from '#app/club/tier_run/noticing'
import { recordPurchase, takeBackPurchase } from '#app/crm/models/customer_stat'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { newKey, staffActor } from '#tests/many/world'
import { breaches, givenClub, type StoryMember } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const TRACES = ['audits', 'devices', 'rate_limits']
const STANDARD = { window: 'year', months: 12, down: 'level', graceDays: 0 } as const

let invoices = 500_000
const buy = (customerId: number, amount: number, at: DateTime = clock.now()) => {
  const invoiceId = ++invoices
  const purchase = { customerId, branchId: null, invoiceId, amount, at }
  return transaction((trx) => recordPurchase(purchase, trx)).then(() => invoiceId)
}
const tierOf = async (customerId: number) => {
  const member = await Member.of(customerId)
  return member!.tier.code
}
const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.then(() => null).catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.refusal : error
}
const recordsOf = async (customerId: number, kind: string) => {
  const rows = await db.from('crm_records').where({ customer_id: customerId, kind }).select('id')
  return rows.length
}

test.group('Re-evaluation of tiers', (group) => {
  let admin: Staff
  const year = () => jalaliParts(clock.now()).year
  /** A moment within the Jalali year before this one. */
  const lastYear = () => fromJalali(year() - 1, 6, 1)
  const endOfLastYear = () => jalaliParts(fromJalali(year(), 1, 1).minus({ days: 1 }))

  group.setup(async () => {
    admin = await givenStaff({ role: 'administrator' })
  })
  group.each.setup(async () => {
    await settings.set('tierReview', STANDARD)
  })
  /* Each story has its own members; those of the one before must not be in its run. */
  group.each.teardown(async () => {
    clock.reset()
    await db.from('tier_runs').update({ open_key: null })
    const lowest = await Tier.lowest()
    await db.from('members').update({ tier_id: lowest.id })
    await db.from('manual_tiers').update({ active_key: null, ended_at: '2020-01-01 00:00:00' })
    await db.from('customer_purchases').delete()
  })

  const open = async (lastDay = endOfLastYear(), key = newKey()) => {
    const { runId } = await openTierRun({ lastDay, by: staffActor(admin), key })
    return runId
  }
  const steer = (runId: number, move: TierRunMove) =>
    steerTierRun({ runId, move, by: staffActor(admin) })
  const work = async () => {
    while ((await workTierRunsJob.run()) > 0);
  }
  /** A run that is prepared: what it would do can be read. */
  const prepared = async (lastDay?: ReturnType<typeof jalaliParts>) => {
    const runId = await open(lastDay)
    await work()
    return TierRun.findOrFail(runId)
  }
  const carriedOut = async (lastDay?: ReturnType<typeof jalaliParts>) => {
    const run = await prepared(lastDay)
    await steer(run.id, 'start')
    await work()
    return TierRun.findOrFail(run.id)
  }

  test('[row 6] by what was bought in the year, less what came back: down, up, and kept; once', async ({
    assert,
  }) => {
    const falls = await givenClub.member({ tier: 'gold' })
    const keeps = await givenClub.member({ tier: 'gold' })
    const returns = await givenClub.member({ tier: 'gold' })
    const rises = await givenClub.member({ tier: 'bronze' })
    const thisYear = await givenClub.member({ tier: 'silver' })
    await buy(falls.customerId, 60_000_000, lastYear())
    await buy(keeps.customerId, 200_000_000, lastYear())
    await buy(returns.customerId, 150_000_000, lastYear())
    const back = await buy(returns.customerId, 60_000_000, lastYear())
    const gone = { customerId: returns.customerId, invoiceId: back, amount: 60_000_000 }
    await transaction((trx) => takeBackPurchase(gone, trx))
    await buy(rises.customerId, 500_000_000, lastYear())
    await buy(thisYear.customerId, 55_000_000)

    const run = await prepared()
    assert.deepEqual([run.status, run.downCount, run.up], ['ready', 2, 1])
    for (const [one, tier] of [
      [falls, 'gold'],
      [rises, 'bronze'],
    ] as const) {
      // prettier-ignore
      assert.equal(await tierOf(one.customerId), tier)
    }
    await steer(run.id, 'start')
    await work()
    const tiers = [falls, keeps, returns, rises, thisYear].map(({ customerId }) =>
      tierOf(customerId)
    )
    assert.deepEqual(await Promise.all(tiers), ['silver', 'gold', 'silver', 'diamond', 'silver'])
    const done = await TierRun.findOrFail(run.id)
    assert.deepEqual([done.status, done.moved, done.kept, done.skipped], ['done', 3, 0, 0])
    assert.equal(await recordsOf(falls.customerId, 'tier_lowered'), 1)
    assert.equal(await recordsOf(rises.customerId, 'tier_raised'), 1)

    const again = await carriedOut()
    assert.deepEqual([again.downCount, again.up, again.moved], [0, 0, 0])
    assert.equal(await raiseTiersJob.run(), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 6] what was bought is summed from an index, without the rows of the table', async ({
    assert,
  }) => {
    const [windowStart, windowEnd] = [lastYear(), clock.now()]
    const terms = { id: 0, windowStart, windowEnd, dueAt: windowEnd, down: 'step' } as const
    for (const window of ['year', 'months'] as const) {
      const sql = judgement({ ...terms, window }, await Tier.ladder(), 'm.id > 1 AND m.id <= 9')
      const isMysql = db.connection().dialect.name === 'mysql'
      const plan = await db.rawQuery(`EXPLAIN ${isMysql ? '' : 'QUERY PLAN'} ${sql}`)
      const lines = (isMysql ? plan[0] : plan).map((row: object) => Object.values(row).join(' '))
      const bought = isMysql ? / p .*Using index/ : / p USING COVERING INDEX/
      assert.isTrue(
        lines.some((line: string) => bought.test(line)),
        lines.join('\n')
      )
    }
  })

  test('[row 6] one step at a time, and not twice for the same purchases', async ({ assert }) => {
    await settings.set('tierReview', { window: 'months', months: 12, down: 'step', graceDays: 0 })
    const { customerId } = await givenClub.member({ tier: 'diamond' })
    const yesterday = jalaliParts(clock.now().minus({ days: 1 }))
    await carriedOut(yesterday)
    assert.equal(await tierOf(customerId), 'gold')
    const again = await carriedOut(yesterday)
    assert.equal(again.downCount, 0)
    clock.travel({ days: 40 })
    const later = await carriedOut(jalaliParts(clock.now().minus({ days: 1 })))
    assert.equal(later.downCount, 0)
    clock.travel({ days: 340 })
    await carriedOut(jalaliParts(clock.now().minus({ days: 1 })))
    assert.equal(await tierOf(customerId), 'silver')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 7] a notice says what is missing and until when; who buys it within the grace keeps the tier', async ({
    assert,
  }) => {
    await settings.set('tierReview', { ...STANDARD, graceDays: 10 })
    const buys = await givenClub.member({ tier: 'gold' })
    const does = await givenClub.member({ tier: 'gold' })
    await buy(buys.customerId, 188_000_000, lastYear())
    await buy(does.customerId, 100_000_000, lastYear())
    const run = await prepared()
    await steer(run.id, 'notice')
    await work()
    const told = await TierRun.findOrFail(run.id)
    assert.deepEqual([told.status, told.noticed], ['waiting', 2])
    const sms = await db
      .from('outgoing_messages')
      .where({ customer_id: buys.customerId, template: 'tier_notice' })
    assert.lengthOf(sms, 1)
    assert.match(sms[0].text, /۱٬۲۰۰٬۰۰۰ تومان.*طلایی/)
    const progress = await tierProgress(buys.member)
    assert.deepEqual([progress.keep?.missing, progress.keep?.isWarned], [12_000_000, true])
    assert.equal(await refusalOf(steer(run.id, 'start')), 'tier_run_early')
    assert.equal(await refusalOf(steer(run.id, 'notice')), 'illegal_move')

    await buy(buys.customerId, 12_000_000)
    clock.travel({ days: 11 })
    await steer(run.id, 'start')
    await work()
    assert.deepEqual(
      [await tierOf(buys.customerId), await tierOf(does.customerId)],
      ['gold', 'silver']
    )
    const done = await TierRun.findOrFail(run.id)
    assert.deepEqual([done.moved, done.kept], [1, 1])
    assert.deepEqual(await breaches(), [])
  })

  test('[row 7] told once in a run: button twice, two at once, four workers, cut off, stopped, the step once more', async ({
    assert,
  }) => {
    await settings.set('tierReview', { ...STANDARD, graceDays: 10 })
    const members: StoryMember[] = []
    for (let n = 0; n < 8; n++) members.push(await givenClub.member({ tier: 'gold' }))
    const told = async () => {
      const ids = members.map(({ customerId }) => customerId)
      const count = async (table: string, kind: string, value: string) => {
        const rows = await db.from(table).where(kind, value).whereIn('customer_id', ids)
        return rows.length
      }
      return [
        await count('outgoing_messages', 'template', 'tier_notice'),
        await count('crm_records', 'kind', 'tier_notice'),
      ]
    }
    const { id } = await prepared()
    const pressed = await Promise.all([1, 2, 3].map(() => refusalOf(steer(id, 'notice'))))
    assert.deepEqual(pressed.sort(), ['illegal_move', 'illegal_move', null])

    const cut = transaction(async (trx) => {
      await noticeBatch((await TierRun.lock(id, trx))!, trx)
      throw new Error('cut off')
    })
    assert.instanceOf(await refusalOf(cut), Error)
    assert.deepEqual(await told(), [0, 0])
    await steer(id, 'stop')
    await work()
    assert.deepEqual(await told(), [0, 0])
    await steer(id, 'resume')
    await Promise.all([1, 2, 3, 4].map(() => workTierRun(id)))
    await work()
    assert.deepEqual(await told(), [8, 8])
    assert.equal(await refusalOf(steer(id, 'notice')), 'illegal_move')

    const noticedAt = await db.from('tier_moves').where('run_id', id).select('noticed_at')
    const late = await givenClub.member({ tier: 'gold' })
    members.push(late)
    const like = await db.from('tier_moves').where('run_id', id).firstOrFail()
    const his = {
      id: undefined,
      member_id: late.member.id,
      customer_id: late.customerId,
      noticed_at: null,
    }
    await db.table('tier_moves').insert({ ...like, ...his })
    await db.from('tier_runs').where('id', id).update({ status: 'noticing', cursor: 0, seen: 0 })
    await Promise.all([1, 2, 3, 4].map(() => workTierRun(id)))
    await work()
    assert.deepEqual(await told(), [9, 9])
    assert.isTrue(noticedAt.every((row) => row.noticed_at !== null))
    const done = await TierRun.findOrFail(id)
    assert.deepEqual([done.status, done.noticed], ['waiting', 9])
    assert.deepEqual(await breaches(), [])
  })

  test('[row 7] undone within seven days: everybody has what he had, but who was moved since', async ({
    assert,
  }) => {
    const back = await givenClub.member({ tier: 'gold' })
    const byHand = await givenClub.member({ tier: 'gold' })
    const bought = await givenClub.member({ tier: 'gold' })
    const riser = await givenClub.member({ tier: 'bronze' })
    await buy(riser.customerId, 60_000_000, lastYear())
    const run = await carriedOut()
    assert.equal(run.moved, 4)
    const silver = await Tier.findByOrFail('code', 'silver')
    await setManualTier({
      customerId: byHand.customerId,
      tierId: silver.id,
      lastDay: jalaliParts(clock.now().plus({ days: 30 })),
      reason: 'مشتری قدیمی',
      by: staffActor(admin),
      key: newKey(),
    })
    await buy(bought.customerId, 55_000_000)
    await raiseTiersJob.run()
    clock.travel({ days: 6 })
    await steer(run.id, 'undo')
    await work()
    const tiers = [back, byHand, bought, riser].map(({ customerId }) => tierOf(customerId))
    assert.deepEqual(await Promise.all(tiers), ['gold', 'silver', 'silver', 'bronze'])
    const undone = await TierRun.findOrFail(run.id)
    assert.deepEqual([undone.status, undone.restored, undone.stayed], ['undone', 2, 2])
    assert.equal(await recordsOf(back.customerId, 'tier_restored'), 1)
    assert.equal(await refusalOf(steer(run.id, 'undo')), 'illegal_move')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 7] after seven days, before its time, while another is open: refused, nothing changes', async ({
    assert,
  }) => {
    await givenClub.member({ tier: 'gold' })
    const run = await carriedOut()
    clock.travel({ days: 7, seconds: 1 })
    const ahead = await prepared(jalaliParts(fromJalali(year() + 1, 1, 1).minus({ days: 1 })))
    const before = await books(TRACES)
    assert.equal(await refusalOf(steer(run.id, 'undo')), 'tier_run_late')
    assert.equal(await refusalOf(steer(ahead.id, 'start')), 'tier_run_early')
    assert.equal(await refusalOf(open()), 'tier_run_open')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    await steer(ahead.id, 'cancel')
    assert.equal(await refusalOf(steer(ahead.id, 'start')), 'illegal_move')
    assert.equal(await refusalOf(open({ year: 1390, month: 1, day: 1 })), 'tier_run_far')
    const { openKey, status } = await TierRun.findOrFail(ahead.id)
    assert.deepEqual([openKey, status], [null, 'cancelled'])
  })

  test('[row 6] two open at once: one; four workers at once, stopped and gone on: each moved once', async ({
    assert,
  }) => {
    const members = []
    for (let n = 0; n < 12; n++) members.push(await givenClub.member({ tier: 'gold' }))
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        open().then(
          () => 'opened',
          (error: Refusal) => error.refusal
        )
      )
    )
    assert.deepEqual(answers.sort(), ['opened', 'tier_run_open', 'tier_run_open'])
    const { id } = (await TierRun.open())!
    await Promise.all([1, 2, 3, 4].map(() => workTierRun(id)))
    await steer(id, 'start')
    await steer(id, 'stop')
    await work()
    assert.equal(await tierOf(members[0].customerId), 'gold')
    await steer(id, 'resume')
    await Promise.all([1, 2, 3, 4].map(() => workTierRun(id)))
    for (const { customerId } of members) {
      assert.equal(await tierOf(customerId), 'bronze')
      assert.equal(await recordsOf(customerId, 'tier_lowered'), 1)
    }
    assert.deepEqual(await breaches(), [])
  })

  test('[row 6] a tier by hand holds until its day, whatever runs; then what he had, or bought', async ({
    assert,
  }) => {
    const gold = await Tier.findByOrFail('code', 'gold')
    const bronze = await Tier.findByOrFail('code', 'bronze')
    const [guest, buyer, demoted] = [
      await givenClub.member({ tier: 'bronze' }),
      await givenClub.member({ tier: 'bronze' }),
      await givenClub.member({ tier: 'silver' }),
    ]
    const give = ({ customerId }: { customerId: number }, tierId: number, days = 20) =>
      setManualTier({
        customerId,
        tierId,
        lastDay: jalaliParts(clock.now().plus({ days })),
        reason: 'مهمان ویژه',
        by: staffActor(admin),
        key: newKey(),
      })
    await give(guest, gold.id)
    await give(buyer, gold.id)
    await give(demoted, bronze.id)
    await buy(buyer.customerId, 60_000_000)
    await buy(demoted.customerId, 60_000_000)
    await raiseTiersJob.run()
    const run = await carriedOut()
    assert.equal(run.moved, 0)
    const now = () =>
      Promise.all([guest, buyer, demoted].map(({ customerId }) => tierOf(customerId)))
    assert.deepEqual(await now(), ['gold', 'gold', 'bronze'])
    assert.equal(await endManualTiers(), 0)
    clock.travel({ days: 21 })
    const ended = await Promise.all([endManualTiers(), endManualTiers()])
    assert.equal(ended[0] + ended[1], 3)
    assert.deepEqual(await now(), ['bronze', 'silver', 'silver'])

    const before = await books(TRACES)
    assert.equal(await refusalOf(give(guest, gold.id, -1)), 'manual_tier_day')
    assert.equal(await refusalOf(give({ customerId: 1e9 }, gold.id)), 'manual_tier_needs_member')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    const audits = await db
      .from('audits')
      .where({ action: 'set_tier', subject_id: guest.customerId })
    assert.lengthOf(audits, 1)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 7] by the pages: the rule, the preview with its list, stopped, gone on, carried out, undone', async ({
    assert,
  }) => {
    const member = await givenClub.member({ tier: 'gold' })
    const person = await new Person([door]).signedIn({ staffId: admin.id })
    const start = await person.get('/desk/tier-runs')
    const wrong = await person.submit(start, '/desk/tier-runs/rule', { months: '0' })
    assert.include(wrong.html, 'role="alert"')
    const lastDay = formatJalaliDay(endOfLastYear(), 'fa')
    const preview = await person.submit(start, '/desk/tier-runs', { lastDay })
    const path = preview.path.split('?')[0]
    await work()
    const ready = await person.get(path)
    assert.include(ready.html, '۱ نفر پایین می‌روند، ۰ نفر بالا')
    const list = await person.get(`${path}?only=up`)
    assert.include(list.html, 'در این بخش کسی نیست')
    const excel = await person.get(`${path}/moves.xlsx`)
    assert.equal(excel.status, 200)
    await person.post(`${path}/moves`, { move: 'start' }, { csrf: true, from: path })
    await work()
    assert.equal(await tierOf(member.customerId), 'bronze')
    const done = await person.get(path)
    assert.include(done.html, '۱ جابه‌جا شد')
    await person.post(`${path}/moves`, { move: 'undo' }, { csrf: true, from: path })
    await work()
    assert.equal(await tierOf(member.customerId), 'gold')
    const undone = await person.get(path)
    assert.include(undone.html, '۱ نفر برگشت؛ ۰ نفر که پس از آن جابه‌جا شده بود همان‌جا ماند')
    const again = await person.post(`${path}/moves`, { move: 'start' }, { csrf: true, from: path })
    assert.include(again.html, 'در وضعیت کنونی ممکن نیست')
  })

  test('[row 6] by the pages: a tier by hand needs a reason and a day, and the member sees until when', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'bronze' })
    const gold = await Tier.findByOrFail('code', 'gold')
    const person = await new Person([door]).signedIn({ staffId: admin.id })
    const wallet = `/desk/members/${customerId}/wallet`
    const page = await person.get(wallet)
    const action = `/desk/members/${customerId}/tier`
    const before = await books(TRACES)
    const typed = { tierId: gold.id, lastDay: '۱۳۹۰/۰۱/۰۱', reason: 'مهمان' }
    const past = await person.submit(page, action, typed)
    assert.include(past.html, 'روزی از امروز تا دو سال دیگر بنویسید')
    const empty = await person.submit(page, action, { ...typed, reason: ' ' })
    assert.include(empty.html, 'role="alert"')
    assert.deepEqual(difference(before, await books(TRACES)), {})
    const day = formatJalaliDay(jalaliParts(clock.now().plus({ days: 9 })), 'fa')
    await person.submit(page, action, { ...typed, lastDay: day })
    assert.equal(await tierOf(customerId), 'gold')
    const member = await new Person([door]).signedIn({ customerId })
    const { html } = await member.get('/panel')
    assert.include(html, 'سطح شما تا پایان')
    const file = await person.get(`/desk/customers/${customerId}?only=person`)
    assert.include(file.html, 'تعیین دستی سطح باشگاه')
    await person.submit(await person.get(wallet), `${action}/end`)
    assert.equal(await tierOf(customerId), 'bronze')
  })
})

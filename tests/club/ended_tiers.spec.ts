import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { persianDigits } from '#app/core/digits'
import { fromJalali, jalaliParts } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { endManualTier } from '#app/club/actions/end_manual_tiers'
import { leaveEndedTiers } from '#app/club/actions/leave_ended_tiers'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { raiseTier } from '#app/club/actions/raise_tier'
import { saveBenefit } from '#app/club/actions/save_benefit'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { findByCard } from '#app/club/cards'
import applyTierPlansJob from '#app/club/jobs/apply_tier_plans_job'
import leaveEndedTiersJob from '#app/club/jobs/leave_ended_tiers_job'
import workTierRunsJob from '#app/club/jobs/work_tier_runs_job'
import ManualTier from '#app/club/models/manual_tier'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import TierRun from '#app/club/models/tier_run'
import { invitedBy } from '#app/club/queries/invited_members'
import { takeBackUnearned } from '#app/club/unearned'
import { recordPurchase, takeBackPurchase } from '#app/crm/models/customer_stat'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { breaches, givenClub, type StoryMember } from '#tests/support/given_club'
import { draftRule, givenRules, noRules } from '#tests/support/given_rules'
import { Person } from '#tests/support/http_person'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })
const TRACES = ['audits', 'devices', 'rate_limits']

const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.then(() => null).catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? [error.refusal, error.details.field ?? ''] : error
}
const tierOf = async (customerId: number) => {
  const member = await Member.of(customerId)
  return member!.tier.code
}
/** What the row says, moved or not. */
const storedTier = async (customerId: number) => {
  const row = await db
    .from('members as m')
    .join('tiers as t', 't.id', 'm.tier_id')
    .where('m.customer_id', customerId)
    .select('t.code')
    .firstOrFail()
  return row.code
}
const countOf = async (table: string, where: Record<string, unknown>) => {
  const rows = await db.from(table).where(where).select('id')
  return rows.length
}
let invoices = 900_000
const buy = async (customerId: number, amount: number) => {
  const purchase = { customerId, branchId: null, invoiceId: ++invoices, amount, at: clock.now() }
  await transaction((trx) => recordPurchase(purchase, trx))
  return purchase
}

test.group('A tier that a plan leaves out', (group) => {
  let shop: Shop
  let by: { kind: 'staff'; id: number }
  let tier: Tier
  group.setup(async () => {
    shop = await Shop.open()
    by = staffActor(shop.staff.admin)
  })
  group.each.setup(async () => {
    tier = await givenClub.tierBelowGold(by)
  })
  /* What one story leaves must not stand in the way of the next. */
  group.each.teardown(async () => {
    clock.reset()
    await noRules()
    await db.from('tier_plans').update({ waiting_key: null })
    await db.from('tier_runs').update({ open_key: null })
    const ladder = await Tier.ladder()
    const made = ladder.filter(({ code }) => code.startsWith('tier_')).map(({ id }) => id)
    await db.from('tier_benefits').whereIn('tier_id', made).delete()
    if (made.length > 0) await givenClub.endTiers(made, by)
    await leaveEndedTiersJob.run()
  })
  const memberOf = (wish: Parameters<typeof givenClub.member>[0] = {}) =>
    givenClub.member({ tier: tier.code, ...wish })
  const end = (more: Parameters<typeof givenClub.endTiers>[2] = {}) =>
    givenClub.endTiers([tier.id], by, more)

  test('[row 5] from its day its members have the next lower one, and keep everything else', async ({
    assert,
  }) => {
    const host = await memberOf({ credit: 500_000 })
    const other = await givenClub.member({ tier: 'gold' })
    const kept = async ({ customerId, member, wallet }: StoryMember) => {
      const { referralCode } = await Member.findOrFail(member.id)
      const cards = await db.from('cards').where('member_id', member.id).select('number', 'status')
      const lots = await db.from('lots').where('customer_id', customerId)
      return [referralCode, cards, lots, await wallet.balances(db.connection())]
    }
    const before = await kept(host)
    await end({ days: 3 })
    assert.equal(await applyTierPlansJob.run(), 0)
    assert.equal(await tierOf(host.customerId), tier.code)
    clock.travel({ days: 3 })
    const applied = await Promise.all([applyTierPlansJob.run(), applyTierPlansJob.run()])
    assert.deepEqual(applied.sort(), [0, 1])

    /* At once for what he earns and sees, before his turn of being moved has come. */
    const person = await new Person([door]).signedIn({ customerId: host.customerId })
    const { html } = await person.get('/panel')
    assert.include(html, 'سطح نقره‌ای')
    assert.notInclude(html, tier.nameFa)
    assert.equal(await tierOf(host.customerId), 'silver')
    assert.equal(await storedTier(host.customerId), tier.code)
    await db.from('members').where('id', host.member.id).update({ referrer_id: other.member.id })
    const { invited } = await invitedBy(other.member.id)
    const silver = await Tier.findByOrFail('code', 'silver')
    assert.equal(invited[0].tier.nameFa, silver.nameFa)
    const card = await host.member.electronicCard(db.connection())
    const holder = await findByCard(card!.number)
    assert.deepEqual([holder!.tier.code, holder!.member.tierId], ['silver', holder!.tier.id])

    const moved = await Promise.all([leaveEndedTiers(), leaveEndedTiers()])
    assert.deepEqual(moved.sort(), [0, 1])
    assert.equal(await storedTier(host.customerId), 'silver')
    assert.equal(await storedTier(other.customerId), 'gold')
    assert.deepEqual(await kept(host), before)
    const { customerId } = host
    assert.equal(await countOf('crm_records', { kind: 'tier_ended', customer_id: customerId }), 1)
    const sms = await db
      .from('outgoing_messages')
      .where({ template: 'tier_ended', recipient: host.mobile })
    assert.lengthOf(sms, 1)
    assert.include(sms[0].text, `سطح ${tier.nameFa} باشگاه برداشته شد و سطح شما اکنون نقره‌ای است`)
    const again = await books(TRACES)
    assert.equal(await leaveEndedTiersJob.run(), 0)
    assert.equal(await applyTierPlansJob.run(), 0)
    assert.deepEqual(difference(again, await books(TRACES)), {})
    const ladder = await Tier.ladder()
    assert.deepEqual(
      ladder.map(({ position }) => position),
      ladder.map((_, at) => at + 1)
    )
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] the lowest, one that rules or benefits name, one that was not seen: refused with the name, nothing changes', async ({
    assert,
  }) => {
    const lowest = await Tier.lowest()
    const [rule] = await givenRules({ title: 'جشن', conditions: { tierIds: [tier.id] } })
    const benefitId = await givenClub.benefit({ [tier.code]: 2 }, by)
    const { name_fa: benefit } = await db.from('benefits').where('id', benefitId).firstOrFail()
    const before = await books(TRACES)
    assert.deepEqual(await refusalOf(givenClub.endTiers([lowest.id], by)), [
      'tier_base_stays',
      `leaving.${lowest.id}`,
    ])
    assert.deepEqual(await refusalOf(end()), ['tier_is_named', `leaving.${tier.id}`])
    assert.deepEqual(await refusalOf(givenClub.endTiers([tier.id, 999_999], by)), [
      'tier_plan_stale',
      '',
    ])
    const person = await asStaff(shop.staff.admin)
    const form = await person.get('/desk/tiers/plans/new')
    const tick = { [`tiers[${tier.code}][leaves]`]: '1' }
    const refused = await person.submit(form, '/desk/tiers/plans', tick)
    assert.equal(refused.status, 422)
    assert.include(refused.html, 'دربارهٔ آن‌اند')
    assert.include(refused.html, 'را تنها همین سطح می‌دهد')
    assert.include(refused.html, `${persianDigits(rule)} (جشن)`)
    assert.include(refused.html, benefit)
    assert.include(refused.html, `f-tiers-${tier.code}--leaves--error`)
    assert.deepEqual(difference(before, await books(TRACES)), {})

    /* A draft counts as well; then a benefit that another tier gives too is no hindrance. */
    await noRules()
    await draftRule({ conditions: { tierIds: [tier.id] } })
    assert.deepEqual(await refusalOf(end()), ['tier_is_named', `leaving.${tier.id}`])
    await noRules()
    assert.deepEqual(await refusalOf(end()), ['tier_is_named', `leaving.${tier.id}`])
    const names = { nameFa: benefit, nameEn: `Benefit ${benefitId}`, period: 'month' as const }
    const given = { benefitId, ...names, active: true, by }
    await saveBenefit({ ...given, uses: { [tier.code]: 2, gold: 3 } })
    await end()
    assert.equal(await leaveEndedTiers(), 0)
  })

  test('[row 5] while it is to leave, nothing new names it; called off, everything may', async ({
    assert,
  }) => {
    await end({ days: 5 })
    const drafting = () => draftRule({ conditions: { tierIds: [tier.id] } })
    assert.deepEqual(await refusalOf(drafting()), ['tier_leaves', 'tiers'])
    const giving = () => givenClub.benefit({ [tier.code]: 1 }, by)
    assert.deepEqual(await refusalOf(giving()), ['tier_leaves', `uses.${tier.code}`])
    await givenClub.benefit({ [tier.code]: 1, gold: 1 }, by)
    const person = await asStaff(shop.staff.admin)
    const page = await person.get('/desk/tiers')
    assert.include(page.html, 'برداشته می‌شود')
    const { id } = await db.from('tier_plans').where('waiting_key', 'waiting').firstOrFail()
    await person.submit(page, `/desk/tiers/plans/${id}/cancellation`)
    clock.travel({ days: 6 })
    assert.equal(await applyTierPlansJob.run(), 0)
    const still = await Tier.findOrFail(tier.id)
    assert.isNull(still.endedAt)
    await drafting()
  })

  test('[row 5] a plan that ends it and a rule or a benefit that names it, at once: one of them', async ({
    assert,
  }) => {
    for (let turn = 0; turn < 6; turn++) {
      const naming = turn % 2 ? () => draftRule({ conditions: { tierIds: [tier.id] } }) : undefined
      const giving = () => givenClub.benefit({ [tier.code]: 1 }, by)
      const both = [() => end({ days: 5 }), naming ?? giving]
      const deeds = turn % 3 ? both : both.toReversed()
      const answers = await Promise.all(deeds.map((deed) => refusalOf(deed())))
      const codes = answers.map((answer) => (Array.isArray(answer) ? answer[0] : answer))
      assert.lengthOf(
        codes.filter((code) => code === null),
        1,
        String(codes)
      )
      const refused = codes.filter((code) => code !== null)
      assert.include(['tier_leaves', 'tier_is_named'], refused[0])
      await db.from('tier_plans').update({ waiting_key: null })
      await db.from('tier_benefits').where('tier_id', tier.id).delete()
      await noRules()
    }
  })

  test('[row 5] many are moved batch by batch; a re-evaluation begins after that; a tier below that ends too leads on', async ({
    assert,
  }) => {
    const upper = await givenClub.tierBelowGold(by)
    const members: StoryMember[] = []
    for (let n = 0; n < 402; n++) members.push(await givenClub.member({ tier: upper.code }))
    await givenClub.endTiers([upper.id], by)
    assert.equal(await leaveEndedTiers(), 400)
    await end()
    const opening = openTierRun({
      lastDay: jalaliParts(clock.now().minus({ days: 1 })),
      by,
      key: newKey(),
    })
    assert.deepEqual(await refusalOf(opening), ['tiers_settling', ''])
    assert.equal(await tierOf(members[401].customerId), 'silver')
    assert.equal(await leaveEndedTiersJob.run(), 402)
    for (const { customerId } of [members[0], members[401]]) {
      assert.equal(await storedTier(customerId), 'silver')
    }
    const passed = { kind: 'tier_ended', customer_id: members[0].customerId }
    assert.equal(await countOf('crm_records', passed), 2)
    const once = { kind: 'tier_ended', customer_id: members[401].customerId }
    assert.equal(await countOf('crm_records', once), 1)
    assert.deepEqual(await breaches(), [])
  }).timeout(120_000)

  test('[row 5] two that end together go past each other; the same form twice ends them once', async ({
    assert,
  }) => {
    const upper = await givenClub.tierBelowGold(by)
    const { customerId } = await givenClub.member({ tier: upper.code })
    const key = newKey()
    const both = () => givenClub.endTiers([tier.id, upper.id], by, { key })
    const ladder = await Tier.ladder()
    const first = await both()
    const plans = await countOf('tier_plans', {})
    assert.deepEqual(await refusalOf(both()), ['key_reused', 'key'])
    assert.equal(await countOf('tier_plans', {}), plans)
    assert.isTrue(first.holdsNow)
    await leaveEndedTiersJob.run()
    assert.equal(await storedTier(customerId), 'silver')
    const now = await Tier.ladder()
    assert.lengthOf(now, ladder.length - 2)
  })

  test('[row 5] by hand it becomes the one below by hand, until the same day; what lies under it leads on', async ({
    assert,
  }) => {
    const lastDay = jalaliParts(clock.now().plus({ days: 20 }))
    const give = (customerId: number, tierId: number) =>
      setManualTier({ customerId, tierId, lastDay, reason: 'مهمان', by, key: newKey() })
    const lifted = await givenClub.member({ tier: 'bronze' })
    await give(lifted.customerId, tier.id)
    const held = await memberOf()
    const bronze = await Tier.findByOrFail('code', 'bronze')
    await give(held.customerId, bronze.id)
    const { endsAt } = (await ManualTier.of(lifted.member.id))!
    await end()
    await leaveEndedTiersJob.run()
    const manual = (await ManualTier.of(lifted.member.id))!
    await manual.load('tier')
    assert.deepEqual([manual.tier.code, manual.endsAt.toMillis()], ['silver', endsAt.toMillis()])
    assert.equal(await tierOf(lifted.customerId), 'silver')
    assert.equal(await tierOf(held.customerId), 'bronze')
    await endManualTier({ customerId: lifted.customerId, by })
    await endManualTier({ customerId: held.customerId, by })
    assert.equal(await tierOf(lifted.customerId), 'bronze')
    assert.equal(await tierOf(held.customerId), 'silver')
    assert.equal(await refusalOf(give(held.customerId, tier.id)).then(String), 'not_found,')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] who had earned it stands on the same purchases below, and falls when they come back', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'bronze' })
    const purchase = await buy(customerId, tier.threshold + 10)
    const raised = await raiseTier({ customerId, by: SYSTEM })
    assert.equal(raised?.code, tier.code)
    await end()
    const undoing = {
      about: { type: 'story', id: 1 },
      number: '1',
      caseId: null,
      branchId: null,
      by: SYSTEM,
    }
    await transaction(async (trx) => {
      await takeBackPurchase(purchase, trx)
      await takeBackUnearned(customerId, undoing, trx)
    })
    assert.equal(await storedTier(customerId), 'bronze')
    assert.equal(await countOf('crm_records', { kind: 'tier_ended', customer_id: customerId }), 1)
    const stays = await givenClub.member({ tier: 'silver' })
    assert.equal(await tierOf(stays.customerId), 'silver')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] old papers still name it: bills, lots, the moves of a run, and its undo', async ({
    assert,
  }) => {
    const lowest = await Tier.lowest()
    await db.from('members').update({ tier_id: lowest.id })
    await settings.set('tierReview', { window: 'year', months: 12, down: 'level', graceDays: 0 })
    const { customerId, member } = await memberOf()
    const { year } = jalaliParts(clock.now())
    const lastDay = jalaliParts(fromJalali(year, 1, 1).minus({ days: 1 }))
    const { runId } = await openTierRun({ lastDay, by, key: newKey() })
    const work = async () => {
      while ((await workTierRunsJob.run()) > 0);
    }
    await work()
    await steerTierRun({ runId, move: 'start', by })
    await work()
    assert.equal(await storedTier(customerId), 'bronze')
    const bought = clock.now()
    clock.travel({ minutes: 5 })
    await end()
    const old = await Tier.asOf(tier.id, bought)
    assert.deepEqual(
      [old.nameFa, old.earnBasisPoints, old.threshold],
      [tier.nameFa, tier.earnBasisPoints, tier.threshold]
    )
    await steerTierRun({ runId, move: 'undo', by })
    await work()
    const run = await TierRun.findOrFail(runId)
    assert.deepEqual([run.status, run.restored], ['undone', 1])
    assert.equal(await storedTier(customerId), 'silver')
    const move = await db
      .from('tier_moves')
      .where({ run_id: runId, member_id: member.id })
      .firstOrFail()
    assert.equal(Number(move.from_tier_id), tier.id)
    const person = await asStaff(shop.staff.admin)
    for (const prefix of ['', '/en']) {
      const { html } = await person.get(`${prefix}/desk/tier-runs/${runId}`)
      assert.include(html, prefix ? tier.nameEn : tier.nameFa)
    }
    const tiers = await person.get('/desk/tiers')
    assert.include(tiers.html, tier.nameFa)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] by the page: how many move is told, one tick closes the gap, the page says what is under way', async ({
    assert,
  }) => {
    await memberOf()
    await memberOf()
    const person = await asStaff(shop.staff.admin)
    const form = await person.get('/desk/tiers/plans/new')
    const place = form.html.indexOf(`name="tiers[${tier.code}][leaves]"`)
    assert.include(form.html.slice(place, place + 900), '۲ عضو آن به نقره‌ای می‌روند')
    assert.notInclude(form.html, 'name="tiers[bronze][leaves]"')
    const shown = /name="(tiers\[silver\]\[rangeTo\])"[^>]*value="([^"]+)"/.exec(form.html)
    assert.isNotNull(shown)
    const done = await person.submit(form, '/desk/tiers/plans', {
      [`tiers[${tier.code}][leaves]`]: '1',
    })
    assert.equal(done.status, 200)
    assert.include(done.html, `۲ عضو سطح ${tier.nameFa} هنوز به نقره‌ای برده می‌شوند`)
    await leaveEndedTiersJob.run()
    const after = await person.get('/en/desk/tiers')
    assert.notInclude(after.html, 'will be moved to')
    const audit = await db
      .from('audits')
      .where('action', 'plan_tiers')
      .orderBy('id', 'desc')
      .first()
    assert.include(JSON.stringify(audit.after), tier.nameFa)
  })
})

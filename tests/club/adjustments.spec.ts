import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Refusal } from '#app/core/refusal'
import { approveAdjustment, rejectAdjustment } from '#app/club/actions/decide_adjustment'
import { type AdjustmentProposal, proposeAdjustment } from '#app/club/actions/propose_adjustment'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { given } from '#tests/support/given'
import { breaches, givenClub, type StoryMember, valueTables } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'

const LIMIT = 2_000_000
const door = `http://127.0.0.1:${process.env.PORT}`
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })

const refusalOf = async (deed: Promise<unknown>) => {
  const said = await deed.then(
    () => null,
    (error: unknown) => error
  )
  if (said !== null && !(said instanceof Refusal)) throw said
  return said?.refusal ?? 'done'
}

test.group('Changing credit by hand', (group) => {
  let shop: Shop
  let manager: Staff
  let second: Staff

  group.setup(async () => {
    shop = await Shop.open()
    manager = shop.staff.manager
    second = await givenStaff({ role: 'manager' })
  })

  const change = (customerId: number, of: Partial<AdjustmentProposal> = {}) => ({
    customerId,
    amount: 500_000,
    reason: 'goodwill' as const,
    note: 'تأخیر در ارسال',
    branchId: shop.branchId,
    by: staffActor(manager),
    key: newKey(),
    ...of,
  })
  const decision = (adjustmentId: number, by = second) => ({
    adjustmentId,
    by: staffActor(by),
    key: newKey(),
  })
  const available = async ({ wallet }: StoryMember) => {
    const balances = await wallet.balances(db.connection())
    return balances.available
  }

  test('[row 36] within the limit of the role it is done at once, and the member is told', async ({
    assert,
  }) => {
    const member = await givenClub.member({ credit: 100_000 })
    const { waits } = await proposeAdjustment(change(member.customerId))
    assert.isFalse(waits)
    assert.equal(await available(member), 600_000)
    await proposeAdjustment(change(member.customerId, { amount: -350_000 }))
    assert.equal(await available(member), 250_000)
    const sms = await db
      .from('outgoing_messages')
      .where({ customer_id: member.customerId, template: 'credit_adjusted' })
      .orderBy('id')
    assert.include(sms[0].text, '۵۰٬۰۰۰ تومان به اعتبار باشگاه شما افزوده شد')
    assert.include(sms[1].text, '۳۵٬۰۰۰ تومان از اعتبار باشگاه شما کم شد. مانده: ۲۵٬۰۰۰ تومان')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 36] above the limit it waits with a task for somebody else, who agrees', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    const { adjustmentId, waits } = await proposeAdjustment(
      change(member.customerId, { amount: LIMIT + 10 })
    )
    assert.isTrue(waits)
    assert.equal(await available(member), 0)
    const task = await db
      .from('tasks')
      .where({ kind: 'approve_adjustment', about_id: adjustmentId })
      .firstOrFail()
    assert.equal(task.state, 'open')
    assert.notEqual(Number(task.assignee_id), manager.id)

    await approveAdjustment(decision(adjustmentId))
    assert.equal(await available(member), LIMIT + 10)
    const ended = await db.from('tasks').where('id', task.id).firstOrFail()
    assert.equal(ended.state, 'done')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 36] a large change in small pieces is a large change', async ({ assert }) => {
    const member = await givenClub.member()
    const half = { amount: LIMIT / 2 }
    const waited: boolean[] = []
    for (const one of [half, half, { amount: 10 }]) {
      const { waits } = await proposeAdjustment(change(member.customerId, one))
      waited.push(waits)
    }
    assert.deepEqual(waited, [false, false, true])
    assert.equal(await available(member), LIMIT)
  })

  test('[row 36] two at once do not pass the limit together', async ({ assert }) => {
    const member = await givenClub.member()
    const done = await Promise.all(
      Array.from({ length: 4 }, () =>
        proposeAdjustment(change(member.customerId, { amount: LIMIT * 0.75 }))
      )
    )
    assert.equal(done.filter(({ waits }) => !waits).length, 1)
    assert.equal(await available(member), LIMIT * 0.75)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 36] a role without a limit, or with a lower one, asks a second person', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    const support = staffActor(shop.staff.support)
    const { waits } = await proposeAdjustment(
      change(member.customerId, { amount: 10, by: support })
    )
    assert.isTrue(waits)
    await settings.set('adjustAlone', { branch_manager: 0, manager: 0, administrator: 0 })
    const own = await proposeAdjustment(change(member.customerId, { amount: 10 }))
    assert.isTrue(own.waits)
    await settings.set('adjustAlone', {
      branch_manager: LIMIT,
      manager: LIMIT,
      administrator: LIMIT,
    })
  })

  test('[row 36] refused changes nothing: no note, more than there is, no member, the same person', async ({
    assert,
  }) => {
    const member = await givenClub.member({ credit: 100_000 })
    const { customerId } = member
    const { adjustmentId } = await proposeAdjustment(change(customerId, { amount: 3_000_000 }))
    const stranger = await given.customer()
    const before = await valueTables()
    const tries: [() => Promise<unknown>, string][] = [
      [() => proposeAdjustment(change(customerId, { note: '  ' })), 'adjustment_without_note'],
      [
        () => proposeAdjustment(change(customerId, { amount: -100_010 })),
        'adjustment_above_credit',
      ],
      [() => proposeAdjustment(change(stranger.id)), 'adjustment_needs_member'],
      [() => approveAdjustment(decision(adjustmentId, manager)), 'own_adjustment'],
      [() => rejectAdjustment(decision(adjustmentId)), 'adjustment_without_note'],
    ]
    for (const [deed, refusal] of tries) assert.equal(await refusalOf(deed()), refusal)
    assert.deepEqual(await valueTables(), before)
  })

  test('[row 36] what was spent meanwhile cannot be taken; the proposal goes on waiting', async ({
    assert,
  }) => {
    const member = await givenClub.member({ credit: 4_000_000 })
    const { adjustmentId } = await proposeAdjustment(
      change(member.customerId, { amount: -3_000_000, reason: 'wrong_credit' })
    )
    await givenClub.spend(member.wallet, 2_000_000)
    const before = await valueTables()
    assert.equal(
      await refusalOf(approveAdjustment(decision(adjustmentId))),
      'adjustment_above_credit'
    )
    assert.deepEqual(await valueTables(), before)
    const row = await db.from('credit_adjustments').where('id', adjustmentId).firstOrFail()
    assert.equal(row.status, 'waiting')
  })

  test('[row 36] two decide at once, one counts; the same form again gets the first answer', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    const { adjustmentId } = await proposeAdjustment(
      change(member.customerId, { amount: 3_000_000 })
    )
    const third = await givenStaff({ role: 'manager' })
    const first = decision(adjustmentId)
    const answers = await Promise.all([
      refusalOf(approveAdjustment(first)),
      refusalOf(approveAdjustment(decision(adjustmentId, third))),
      refusalOf(rejectAdjustment({ ...decision(adjustmentId, third), note: 'نه' })),
    ])
    assert.deepEqual(answers.sort(), ['adjustment_decided', 'adjustment_decided', 'done'])
    assert.oneOf(await available(member), [0, 3_000_000])
    const proposal = change(member.customerId)
    const once = await proposeAdjustment(proposal)
    const again = await proposeAdjustment(proposal)
    assert.deepEqual(
      [once.repeated, again.repeated, again.adjustmentId],
      [false, true, once.adjustmentId]
    )
    assert.deepEqual(await breaches(), [])
  })

  test('[row 36] by the pages: proposed, approved by another, seen by the member with its reason', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    const { customerId } = member
    const wallet = `/desk/members/${customerId}/wallet`
    const proposer = await asStaff(manager)
    const typed = { way: 'more', amount: '۳۰۰٬۰۰۰', reason: 'missing_credit', note: 'فاکتور ۱۲' }
    const page = await proposer.get(wallet)
    const action = `/desk/members/${customerId}/adjustments`
    const empty = await proposer.submit(page, action, { ...typed, note: ' ' })
    assert.include(empty.html, 'role="alert"')
    assert.equal(await available(member), 0)
    await proposer.submit(page, action, { ...typed, key: newKey() })

    const waiting = await db
      .from('credit_adjustments')
      .where({ customer_id: customerId, status: 'waiting' })
      .firstOrFail()
    const path = `/desk/adjustments/${waiting.id}`
    const ownPage = await proposer.get(path)
    assert.notInclude(ownPage.html, `${path}/approval`)
    const approver = await asStaff(second)
    const queue = await approver.get('/desk/adjustments?status=waiting')
    assert.include(queue.html, path)
    const seen = await approver.get(path)
    await approver.submit(seen, `${path}/approval`, {})
    assert.equal(await available(member), 3_000_000)
    const own = await new Person([door]).signedIn({ customerId })
    const { html } = await own.get('/panel/wallet')
    assert.include(html, 'اعتباری که ثبت نشده بود')
    assert.notInclude(html, 'فاکتور ۱۲')
  })
})

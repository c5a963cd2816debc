import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import { sqlTime, timeOf } from '#app/core/sql'
import { customerFile } from '#app/crm/queries/timeline'
import Customer from '#app/people/models/customer'
import { validatePreInvoice } from '#app/sales/actions/validate_pre_invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import {
  allBooks,
  asStaff,
  call,
  givenConfirmed,
  givenInvoiced,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  refusalOf,
  type Shop,
} from '#tests/support/given_sales'

const tehran = (day: string, hours: number) =>
  DateTime.fromISO(day, { zone: TEHRAN })
    .plus({ minutes: hours * 60 })
    .toUTC()

async function customerStatus(id: number) {
  const { status } = await Customer.findOrFail(id)
  return status
}

const tasksOf = (preInvoice: PreInvoice) =>
  db.from('tasks').where('case_id', preInvoice.caseId).orderBy('id')
const openTask = (preInvoice: PreInvoice) =>
  tasksOf(preInvoice).clone().where('state', 'open').first()
const textsOf = async (preInvoice: PreInvoice) => {
  const rows = await db.from('outgoing_messages').where('case_id', preInvoice.caseId).orderBy('id')
  return rows.map((row) => row.template as string)
}

test.group('validatePreInvoice [row 56]', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('confirmed: the customer is valid, he gets the way to pay, the expert follows it up', async ({
    assert,
  }) => {
    const customer = await given.customer({ status: 'awaiting_validation' })
    const preInvoice = await givenIssued({ customerId: customer.id })
    await call(preInvoice, 'confirmed', shop.expert)
    assert.equal(preInvoice.status, 'confirmed')
    assert.equal(await customerStatus(customer.id), 'valid')
    const [first, second] = await tasksOf(preInvoice)
    assert.deepInclude(first, { kind: 'validation_call', state: 'done' })
    assert.deepInclude(second, { kind: 'follow_payment', state: 'open' })
    const texts = await db.from('outgoing_messages').where('template', 'pre_invoice_confirmed')
    assert.include(texts.at(-1).text, `/pre-invoices/${preInvoice.id}`)
  })

  test('confirmed while credit covers all of it: sold at once', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member({ tier: 'gold', credit: 9_000_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 4 })
    const preInvoice = await givenIssued({
      customerId,
      variantId,
      credit: 1_100_000,
      deliveryMethod: 'pickup',
    })
    await call(preInvoice, 'confirmed', shop.expert)
    assert.equal(preInvoice.status, 'invoiced')
    const balances = await wallet.balances()
    assert.deepEqual(balances, { available: 7_900_000, held: 0, pending: 0 })
    const invoice = await db.from('invoices').where('source_id', preInvoice.id).firstOrFail()
    assert.equal(Number(invoice.credit_amount), 1_100_000)
    assert.deepInclude(await openTask(preInvoice), { kind: 'pick_remittance' })
  })

  test('wrong number: customer marked, request called off, stock and credit back', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 4 })
    const preInvoice = await givenIssued({ customerId, variantId, credit: 500_000 })
    await call(preInvoice, 'wrong', shop.expert)
    assert.equal(preInvoice.status, 'cancelled')
    assert.equal(await customerStatus(customerId), 'wrong_number')
    assert.equal(await leftOf(variantId), 4)
    assert.deepEqual(await wallet.balances(), { available: 1_000_000, held: 0, pending: 0 })
    assert.notExists(await openTask(preInvoice))
  })

  test('[row 56] no answer: called again in an hour, in four, on the next working day, then never', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 4 })
    /* A Saturday; the house works from nine to one and from four to eight. */
    clock.travelTo(tehran('2026-11-21', 10))
    const preInvoice = await givenIssued({ customerId, variantId, credit: 500_000 })
    const plan = [
      tehran('2026-11-21', 11),
      /* Four hours after eleven everybody is at lunch. */
      tehran('2026-11-21', 16),
      tehran('2026-11-22', 10),
    ]
    for (const at of plan) {
      await call(preInvoice, 'no_answer', shop.expert)
      const task = await openTask(preInvoice)
      assert.equal(task.kind, 'validation_call')
      const begins = timeOf(String(task.not_before))
      assert.closeTo(begins.diff(at, 'seconds').seconds, 0, 5)
      assert.equal(timeOf(String(task.due_at)).diff(begins, 'minutes').minutes, 30)
      clock.travelTo(at)
    }
    await call(preInvoice, 'no_answer', shop.expert)
    assert.equal(preInvoice.status, 'cancelled')
    assert.notExists(await openTask(preInvoice))
    assert.equal(await leftOf(variantId), 4)
    assert.deepEqual(await wallet.balances(), { available: 1_000_000, held: 0, pending: 0 })
    assert.include(await textsOf(preInvoice), 'pre_invoice_cancelled')
    const { entries } = await customerFile({ customerId })
    const results = entries.filter(({ kind }) => kind === 'validation_no_answer')
    assert.deepEqual(
      results.map(({ facts }) => facts.tries),
      [4, 3, 2, 1]
    )
    clock.reset()
  })

  test('[row 56] on Thursday afternoon the next call waits for Saturday morning', async ({
    assert,
  }) => {
    clock.travelTo(tehran('2026-11-19', 12.5))
    const preInvoice = await givenIssued()
    await call(preInvoice, 'no_answer', shop.expert)
    const task = await openTask(preInvoice)
    assert.equal(String(task.not_before), sqlTime(tehran('2026-11-21', 9)))
    clock.reset()
  })

  test('the same form twice: one call; the same key with another outcome is refused', async ({
    assert,
  }) => {
    const preInvoice = await givenIssued()
    const form = { preInvoiceId: preInvoice.id, by: asStaff(shop.expert), key: newKey() }
    await validatePreInvoice({ ...form, outcome: 'no_answer' })
    const again = await validatePreInvoice({ ...form, outcome: 'no_answer' })
    assert.isTrue(again.repeated)
    const calls = await db.from('validations').where('pre_invoice_id', preInvoice.id)
    assert.lengthOf(calls, 1)
    const other = await refusalOf(validatePreInvoice({ ...form, outcome: 'confirmed' }))
    assert.equal(other.refusal, 'key_reused')
  })

  test('two experts at once: one confirms, the other is told that it is done', async ({
    assert,
  }) => {
    const preInvoice = await givenIssued()
    const calls = [shop.expert, shop.branchManager].map((staff) =>
      validatePreInvoice({
        preInvoiceId: preInvoice.id,
        outcome: 'confirmed',
        by: asStaff(staff),
        key: newKey(),
      })
    )
    const answers = await Promise.allSettled(calls)
    const refused = answers.filter((answer) => answer.status === 'rejected')
    assert.lengthOf(refused, 1)
    assert.equal(refused[0].reason.refusal, 'illegal_move')
  })

  test('in another state it is refused with what is legal, and nothing changed', async ({
    assert,
  }) => {
    for (const preInvoice of [await givenConfirmed(shop), await givenInvoiced(shop)]) {
      const before = await allBooks()
      for (const outcome of ['confirmed', 'wrong', 'no_answer'] as const) {
        const refusal = await refusalOf(call(preInvoice, outcome, shop.expert))
        assert.equal(refusal.status, 409)
        assert.isNotEmpty(refusal.details.allowed)
      }
      assert.equal(await allBooks(), before)
    }
  })

  test('not after its validity', async ({ assert }) => {
    const preInvoice = await givenIssued()
    clock.travel({ days: 4 })
    const refusal = await refusalOf(call(preInvoice, 'confirmed', shop.expert))
    assert.equal(refusal.refusal, 'pre_invoice_past_validity')
  })
})

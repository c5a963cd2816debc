import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { inRial } from '#app/core/money'
import { completePayment } from '#app/sales/actions/complete_payment'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { recordPayment } from '#app/sales/actions/record_payment'
import { recordRefund } from '#app/sales/actions/record_refund'
import { startPayment } from '#app/sales/actions/start_payment'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import rescueJob from '#app/sales/jobs/rescue_payments_job'
import Payment from '#app/sales/models/payment'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { breaches } from '#tests/support/given_club'
import {
  allBooks,
  asStaff,
  codeOf,
  givenConfirmed,
  givenInvoiced,
  givenIssued,
  givenShop,
  httpOf,
  newKey,
  refusalOf,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

const MERCHANT = '11111111-2222-3333-4444-555555555555'

let shop: Shop
let fake: FakeZarinpal

/** Payments go to the Zarinpal that answers there. */
const atGateway = (baseUrl: string) =>
  usePaymentGateway(new ZarinpalGateway({ baseUrl, merchant: MERCHANT, timeoutMs: 2000 }))

const begin = (preInvoice: PreInvoice, key = newKey()) =>
  startPayment({ preInvoiceId: preInvoice.id, customerId: preInvoice.customerId, key })

/** A payment that is under way, with the gateway's reference. */
async function begun(preInvoice: PreInvoice) {
  const { paymentId } = await begin(preInvoice)
  const payment = await Payment.findOrFail(paymentId)
  return {
    payment,
    reference: payment.reference!,
    hint: { gateway: 'zarinpal', reference: payment.reference! },
  }
}

async function completed(hint: Parameters<typeof completePayment>[0]) {
  const { status } = await completePayment(hint)
  return status
}

const invoicesOf = (preInvoice: PreInvoice) =>
  db.from('invoices').where({ source_type: 'pre_invoice', source_id: preInvoice.id })

const openTasks = async (preInvoice: PreInvoice) => {
  const rows = await db.from('tasks').where({ case_id: preInvoice.caseId, state: 'open' })
  return rows.map((row) => row.kind as string)
}

test.group('startPayment and completePayment [row 46]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    atGateway(fake.url)
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('pay: invoiced, with a number, a remittance, and both told', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { payment, hint, reference } = await begun(preInvoice)
    assert.equal(payment.amount, preInvoice.payable)
    assert.equal(fake.payments().at(-1)?.amount, preInvoice.payable)
    fake.payWithoutCallback(reference)
    assert.equal(await completed(hint), 'paid')
    await preInvoice.refresh()
    assert.equal(preInvoice.status, 'invoiced')
    await payment.refresh()
    assert.match(payment.refId ?? '', /^\d{9}$/)
    assert.lengthOf(await invoicesOf(preInvoice), 1)
    assert.deepEqual(await openTasks(preInvoice), ['pick_remittance'])
  })

  test('the same form twice, in sequence and at once: one payment, one page of the gateway', async ({
    assert,
  }) => {
    const preInvoice = await givenConfirmed(shop)
    const key = newKey()
    const first = await begin(preInvoice, key)
    assert.deepEqual(await begin(preInvoice, key), first)
    const next = newKey()
    const both = await Promise.all([begin(preInvoice, next), begin(preInvoice, next)])
    assert.deepEqual(both[0], both[1])
    assert.lengthOf(await Payment.query().where('payableId', preInvoice.id), 2)
  })

  test('the same key for another pre-invoice is refused', async ({ assert }) => {
    const customer = await given.customer()
    const one = await givenConfirmed(shop, { customerId: customer.id })
    const two = await givenConfirmed(shop, { customerId: customer.id })
    const key = newKey()
    await begin(one, key)
    const before = await allBooks()
    assert.equal(await codeOf(begin(two, key)), 'key_reused')
    assert.equal(await allBooks(), before)
  })

  test('the callback twice, and with the rescue job at once: one invoice', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { hint, reference } = await begun(preInvoice)
    fake.payWithoutCallback(reference)
    clock.travel({ minutes: 3 })
    await Promise.all([completePayment(hint), rescueJob.run(), completePayment(hint)])
    assert.equal(await completed(hint), 'paid')
    assert.lengthOf(await invoicesOf(preInvoice), 1)
    const received = { case_id: preInvoice.caseId, kind: 'payment_received' }
    assert.lengthOf(await db.from('crm_records').where(received), 1)
  })

  test('verified before by somebody who died: paid once', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { hint, reference, payment } = await begun(preInvoice)
    fake.payWithoutCallback(reference)
    const gateway = new ZarinpalGateway({ baseUrl: fake.url, merchant: MERCHANT })
    await gateway.verify({ reference, amount: inRial(payment.amount) })
    assert.equal(await completed(hint), 'paid')
    assert.lengthOf(await invoicesOf(preInvoice), 1)
  })

  test('a lost callback is found by the rescue job', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { reference } = await begun(preInvoice)
    fake.payWithoutCallback(reference)
    assert.equal(await rescueJob.run(), 0)
    clock.travel({ minutes: 3 })
    assert.isAbove(await rescueJob.run(), 0)
    assert.equal(await statusOf(preInvoice), 'invoiced')
  })

  test('another amount: not paid, a manager has a task and a message', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { hint, reference } = await begun(preInvoice)
    fake.setPaidAmount(reference, preInvoice.payable - 10)
    fake.payWithoutCallback(reference)
    assert.equal(await completed(hint), 'mismatched')
    assert.equal(await statusOf(preInvoice), 'confirmed')
    const task = await db
      .from('tasks')
      .where({ case_id: preInvoice.caseId, kind: 'resolve_mismatch' })
      .firstOrFail()
    assert.equal(task.assignee_id, shop.manager.id)
    const alarm = { case_id: preInvoice.caseId, template: 'payment_mismatch' }
    assert.lengthOf(await db.from('outgoing_messages').where(alarm), 1)
  })

  test('given up at the gateway: failed; the callback alone proves nothing', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { hint, reference } = await begun(preInvoice)
    assert.equal(await completed(hint), 'started')
    fake.cancelWithoutCallback(reference)
    assert.equal(await completed(hint), 'failed')
    assert.equal(await statusOf(preInvoice), 'confirmed')
  })

  test('taken back by the bank: the rescue job fails it', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const { reference, payment } = await begun(preInvoice)
    fake.takeBack(reference)
    clock.travel({ minutes: 31 })
    await rescueJob.run()
    assert.equal(await statusOf(payment), 'failed')
  })

  test('nobody can be reached: it stays open, and is asked about at growing distances', async ({
    assert,
    cleanup,
  }) => {
    const preInvoice = await givenConfirmed(shop)
    const { hint, reference, payment } = await begun(preInvoice)
    fake.payWithoutCallback(reference)
    atGateway('http://127.0.0.1:9')
    cleanup(() => atGateway(fake.url))
    assert.equal(await completed(hint), 'started')
    const distances: number[] = []
    for (let n = 0; n < 7; n++) {
      await payment.refresh()
      clock.travelTo(payment.nextCheckAt!)
      await rescueJob.run()
      await payment.refresh()
      distances.push(Math.round(payment.nextCheckAt!.diff(clock.now(), 'minutes').minutes))
    }
    assert.deepEqual(distances, [4, 8, 16, 32, 60, 60, 60])
    atGateway(fake.url)
    clock.travel({ hours: 2 })
    await rescueJob.run()
    assert.equal(await statusOf(payment), 'paid')
    assert.equal(await statusOf(preInvoice), 'invoiced')
  })

  test('the gateway says no: the payment failed, the customer is told why', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    fake.failNext('drop')
    const key = newKey()
    const refusal = await refusalOf(begin(preInvoice, key))
    assert.equal(refusal.refusal, 'payment_gateway_unreachable')
    assert.equal(await codeOf(begin(preInvoice, key)), 'payment_not_begun')
    const begunAnew = await begin(preInvoice)
    assert.isString(begunAnew.redirectUrl)
  })

  test('paid twice from two windows: one sale, the other money is due back', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const one = await begun(preInvoice)
    const two = await begun(preInvoice)
    fake.payWithoutCallback(one.reference)
    fake.payWithoutCallback(two.reference)
    const answers = await Promise.all([completePayment(one.hint), completePayment(two.hint)])
    assert.sameMembers(
      answers.map((answer) => answer.status),
      ['paid', 'refund_due']
    )
    assert.lengthOf(await invoicesOf(preInvoice), 1)
    assert.include(await openTasks(preInvoice), 'refund')

    const due = answers.find((answer) => answer.status === 'refund_due')!
    const refund = {
      paymentId: due.paymentId,
      refId: '556677',
      by: asStaff(shop.manager),
      key: newKey(),
    }
    await recordRefund(refund)
    const repeated = await recordRefund(refund)
    assert.isTrue(repeated.repeated)
    assert.notInclude(await openTasks(preInvoice), 'refund')
    const sentBack = await Payment.findOrFail(due.paymentId)
    assert.equal(sentBack.refundRefId, '556677')
    const again = await refusalOf(recordRefund({ ...refund, key: newKey() }))
    assert.equal(again.status, 409)
  })

  test('a payment under way keeps it from expiring; one that comes later is due back', async ({
    assert,
  }) => {
    const preInvoice = await givenConfirmed(shop)
    clock.travelTo(preInvoice.validUntil.minus({ minutes: 5 }))
    const { hint, reference } = await begun(preInvoice)
    clock.travelTo(preInvoice.validUntil.plus({ minutes: 5 }))
    assert.isFalse(await expirePreInvoice(preInvoice.id))
    clock.travel({ minutes: 30 })
    assert.isTrue(await expirePreInvoice(preInvoice.id))
    fake.payWithoutCallback(reference)
    assert.equal(await completed(hint), 'refund_due')
    assert.equal(await statusOf(preInvoice), 'expired')
    assert.include(await openTasks(preInvoice), 'refund')
  })

  test('expiry and payment at once: one of them, never both', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    clock.travelTo(preInvoice.validUntil.minus({ minutes: 31 }))
    const { hint, reference } = await begun(preInvoice)
    clock.travelTo(preInvoice.validUntil.plus({ minutes: 1 }))
    fake.payWithoutCallback(reference)
    const [expired, { status }] = await Promise.all([
      expirePreInvoice(preInvoice.id),
      completePayment(hint),
    ])
    await preInvoice.refresh()
    assert.equal(status, expired ? 'refund_due' : 'paid')
    assert.equal(preInvoice.status, expired ? 'expired' : 'invoiced')
  })

  test('not before the call, not after the sale, not somebody else’s', async ({ assert }) => {
    for (const preInvoice of [await givenIssued(), await givenInvoiced(shop)]) {
      const before = await allBooks()
      assert.equal(await codeOf(begin(preInvoice)), 'not_payable')
      assert.equal(await allBooks(), before)
    }
    const preInvoice = await givenConfirmed(shop)
    const stranger = { preInvoiceId: preInvoice.id, customerId: preInvoice.customerId + 1 }
    assert.equal(await httpOf(startPayment({ ...stranger, key: newKey() })), 404)
    clock.travel({ days: 4 })
    assert.equal(await codeOf(begin(preInvoice)), 'pre_invoice_past_validity')
    const unknown = completePayment({ gateway: 'zarinpal', reference: 'A0' })
    assert.equal(await httpOf(unknown), 404)
  })
})

test.group('recordPayment', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  const receive = (
    preInvoice: PreInvoice,
    wish: Partial<Parameters<typeof recordPayment>[0]> = {}
  ) =>
    recordPayment({
      preInvoiceId: preInvoice.id,
      method: 'card_terminal',
      refId: '123456',
      amount: preInvoice.payable,
      by: asStaff(shop.expert),
      key: newKey(),
      ...wish,
    })

  test('staff received it: sold', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const key = newKey()
    const { paymentId } = await receive(preInvoice, { key })
    assert.deepEqual(await receive(preInvoice, { key }), { paymentId, repeated: true })
    const payment = await Payment.findOrFail(paymentId)
    assert.deepInclude(payment.serialize(), { status: 'paid', refId: '123456', actorKind: 'staff' })
    assert.equal(await statusOf(preInvoice), 'invoiced')
  })

  test('the same key with another input is refused', async ({ assert }) => {
    const [one, two] = [await givenConfirmed(shop), await givenConfirmed(shop)]
    const key = newKey()
    await receive(one, { key })
    const before = await allBooks()
    assert.equal(await codeOf(receive(two, { key })), 'key_reused')
    assert.equal(await codeOf(receive(one, { key, refId: '999' })), 'key_reused')
    assert.equal(await allBooks(), before)
  })

  test('two at once: one payment', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const answers = await Promise.allSettled([receive(preInvoice), receive(preInvoice)])
    const refused = answers.filter((answer) => answer.status === 'rejected')
    assert.lengthOf(refused, 1)
    assert.equal(refused[0].reason.refusal, 'not_payable')
    assert.lengthOf(await invoicesOf(preInvoice), 1)
  })

  test('another amount, a missing reference, a wrong state: refused, nothing changed', async ({
    assert,
  }) => {
    const preInvoice = await givenConfirmed(shop)
    const issued = await givenIssued()
    const key = newKey()
    const before = await allBooks()
    const less = await refusalOf(receive(preInvoice, { amount: preInvoice.payable - 1 }))
    assert.equal(less.refusal, 'amount_differs')
    assert.deepEqual(less.details.params?.due, { rial: preInvoice.payable })
    const bare = await refusalOf(receive(preInvoice, { refId: null }))
    assert.equal(bare.refusal, 'reference_missing')
    assert.equal(await codeOf(receive(issued, { key })), 'not_payable')
    assert.equal(await allBooks(), before)
  })

  test('numbers of a branch and year have no gaps, however many are sold at once [row 57]', async ({
    assert,
  }) => {
    const preInvoices: PreInvoice[] = []
    for (let n = 0; n < 8; n++) preInvoices.push(await givenConfirmed(shop))
    const wrong = receive(preInvoices[7], { amount: 5 }).catch(() => null)
    await Promise.all([wrong, ...preInvoices.map((preInvoice) => receive(preInvoice))])
    const rows = await db.from('invoices').where('branch_id', shop.branch.id).orderBy('serial')
    assert.deepEqual(
      rows.map((row) => Number(row.serial)),
      rows.map((_, index) => index + 1)
    )
  })
})

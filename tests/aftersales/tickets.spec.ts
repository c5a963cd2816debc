import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { laws } from '#app/aftersales/laws'
import { openTicket } from '#app/aftersales/actions/open_ticket'
import type Ticket from '#app/aftersales/models/ticket'
import { TICKET_MOVES, TICKET_STATUSES } from '#app/aftersales/models/ticket'
import { given } from '#tests/support/given'
import {
  answer,
  type Buyer,
  categoryId,
  close,
  givenBuyer,
  givenTicket,
  rate,
  reply,
  ticketBooks,
} from '#tests/support/given_aftersales'
import { asCustomer, newKey, refusalOf } from '#tests/support/given_sales'
import { its } from '#tests/support/its'

let buyer: Buyer
const setup = async () => {
  buyer = await givenBuyer()
}

async function lawful() {
  for (const law of laws) {
    const broken = await law.check(db.connection())
    if (broken.length > 0) throw new Error(`${law.name}: ${JSON.stringify(broken)}`)
  }
}

const messagesTo = (who: 'staff_id' | 'customer_id', id: number) =>
  db.from('outgoing_messages').where(who, id).orderBy('id').select('template', 'text')
const openTasks = (ticket: Ticket) =>
  db.from('tasks').where({ case_id: ticket.caseId, state: 'open' }).select('kind', 'assignee_id')

test.group('A flood of words', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('ends at twenty tickets a day and thirty replies an hour', async ({ assert }) => {
    const tickets = []
    for (let n = 0; n < 20; n++) tickets.push(await givenTicket(buyer))
    const before = await ticketBooks()
    assert.equal(await its(refusalOf(givenTicket(buyer)), 'refusal'), 'too_many_tickets')
    assert.deepEqual(await ticketBooks(), before)

    /* The first words of a ticket count too. */
    for (let n = 1; n < 30; n++) await reply(tickets[0])
    const after = await ticketBooks()
    assert.equal(await its(refusalOf(reply(tickets[0])), 'refusal'), 'too_many_replies')
    assert.deepEqual(await ticketBooks(), after)
    await reply(tickets[1])
    clock.travel({ days: 2 })
    await givenTicket(buyer)
  })
})

test.group('openTicket [row 76]', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('task and SMS for the expert of the branch, in the same transaction [row 77]', async ({
    assert,
  }) => {
    const ticket = await givenTicket(buyer)
    assert.equal(ticket.status, 'waiting_staff')
    assert.equal(ticket.branchId, buyer.shop.branch.id)
    assert.equal(ticket.expertId, buyer.support.id)
    assert.deepEqual(await openTasks(ticket), [
      { kind: 'answer_ticket', assignee_id: buyer.support.id },
    ])
    const [sms] = await messagesTo('staff_id', buyer.support.id)
    assert.equal(sms.template, 'ticket_to_expert')
    assert.include(sms.text, 'دریل روشن نمی‌شود')
    const toHim = await messagesTo('customer_id', buyer.customer.id)
    assert.equal(toHim.at(-1)!.template, 'ticket_opened')
  })

  test('the same form twice and at once is one ticket', async ({ assert }) => {
    const key = newKey()
    const [one, two] = await Promise.all([givenTicket(buyer, { key }), givenTicket(buyer, { key })])
    assert.equal(one.id, two.id)
    const refusal = await refusalOf(givenTicket(buyer, { key, subject: 'چیز دیگر' }))
    assert.equal(refusal.refusal, 'key_reused')
  })

  test("somebody else's item is a 404 and changes nothing", async ({ assert }) => {
    const stranger = await given.customer()
    const before = await ticketBooks()
    const refusal = await refusalOf(givenTicket({ customer: stranger, lineId: buyer.lineId }))
    assert.equal(refusal.status, 404)
    const unknown = await refusalOf(givenTicket(buyer, { categoryId: 999 }))
    assert.equal(unknown.status, 404)
    assert.equal(await ticketBooks(), before)
  })

  test('without an item too; script text is kept as it was written', async ({ assert }) => {
    const body = '<script>alert(1)</script>'
    const { ticketId } = await openTicket({
      customerId: buyer.customer.id,
      categoryId: await categoryId('credit'),
      subject: body,
      body,
      key: newKey(),
      by: asCustomer(buyer.customer.id),
    })
    const message = await db.from('ticket_messages').where('ticket_id', ticketId).firstOrFail()
    assert.equal(message.body, body)
  })
})

test.group('A ticket to and fro', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('answerTicket closes the task and tells the member', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    await answer(ticket, buyer.support)
    await ticket.refresh()
    assert.equal(ticket.status, 'waiting_customer')
    assert.isNotNull(ticket.firstAnswerAt)
    assert.lengthOf(await openTasks(ticket), 0)
    const sms = await messagesTo('customer_id', buyer.customer.id)
    assert.equal(sms.at(-1)!.template, 'ticket_answered')
  })

  test('replyToTicket gives the expert a task and an SMS again', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    await answer(ticket, buyer.support)
    await reply(ticket)
    assert.equal(await its(ticket.refresh(), 'status'), 'waiting_staff')
    assert.deepEqual(await openTasks(ticket), [
      { kind: 'answer_ticket', assignee_id: buyer.support.id },
    ])
    const sms = await messagesTo('staff_id', buyer.support.id)
    assert.equal(sms.at(-1)!.template, 'ticket_reply_to_expert')
  })

  test('closeTicket asks for a rating; two stars open a call [row 81]', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    await answer(ticket, buyer.support)
    await close(ticket, buyer.support)
    const sms = await messagesTo('customer_id', buyer.customer.id)
    assert.equal(sms.at(-1)!.template, 'ticket_closed')
    assert.include(sms.at(-1)!.text, 'http://shop.example')

    await rate(ticket, 2)
    assert.deepEqual(await openTasks(ticket), [
      { kind: 'call_unhappy', assignee_id: buyer.shop.branchManager.id },
    ])
    const again = await refusalOf(rate(ticket, 5))
    assert.equal(again.refusal, 'already_rated')
    assert.equal(await its(ticket.refresh(), 'rating'), 2)
  })

  test('three stars open no task', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    await close(ticket, buyer.support)
    await rate(ticket, 3)
    assert.lengthOf(await openTasks(ticket), 0)
  })

  test('a reply within seven days reopens it; later it does not [row 81]', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    await close(ticket, buyer.support)
    clock.travel({ days: 6, hours: 23 })
    await reply(ticket)
    await ticket.refresh()
    assert.equal(ticket.status, 'waiting_staff')
    assert.isNull(ticket.closedAt)

    await close(ticket, buyer.support)
    clock.travel({ days: 7, minutes: 1 })
    const before = await ticketBooks()
    const late = await refusalOf(reply(ticket))
    assert.equal(late.refusal, 'ticket_closed_for_good')
    assert.equal(late.details.field, 'body')
    assert.equal(await ticketBooks(), before)
  })

  test('each deed twice with its key is done once', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    const keys = { answer: newKey(), reply: newKey(), close: newKey(), rate: newKey() }
    for (const deed of [
      () => answer(ticket, buyer.support, keys.answer),
      () => reply(ticket, keys.reply),
      () => close(ticket, buyer.support, keys.close),
      () => rate(ticket, 5, keys.rate),
    ]) {
      const [one, two] = await Promise.all([deed(), deed()])
      assert.sameMembers([one.repeated, two.repeated], [false, true])
    }
    assert.lengthOf(await db.from('ticket_messages').where('ticket_id', ticket.id), 3)
  })

  test('a member cannot touch the ticket of another', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    const stranger = await given.customer()
    const before = await ticketBooks()
    ticket.customerId = stranger.id
    for (const deed of [() => reply(ticket), () => rate(ticket, 1)]) {
      assert.equal(await its(refusalOf(deed()), 'status'), 404)
    }
    assert.equal(await ticketBooks(), before)
  })

  for (const status of TICKET_STATUSES) {
    test(`from «${status}» only the moves of the table`, async ({ assert }) => {
      const ticket = await givenTicket(buyer)
      await ticket.merge({ status, closedAt: status === 'closed' ? clock.now() : null }).save()
      const legal = Object.entries(TICKET_MOVES)
        .filter(([, move]) => (move.from as readonly string[]).includes(status))
        .map(([name]) => name)
      assert.sameMembers(ticket.moves, legal)
      if (!legal.includes('answer')) {
        assert.equal(await its(refusalOf(answer(ticket, buyer.support)), 'refusal'), 'illegal_move')
      }
      if (!legal.includes('rate')) {
        assert.equal(await its(refusalOf(rate(ticket, 5)), 'refusal'), 'illegal_move')
      }
    })
  }
})

import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Actor } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import PreInvoice from '#app/sales/models/pre_invoice'
import {
  DELIVERY_METHODS,
  PRE_INVOICE_MOVES,
  PRE_INVOICE_STATUSES,
} from '#app/sales/models/pre_invoice_moves'
import { INVOICE_CHANNELS } from '#app/sales/models/invoice'
import { PAYMENT_METHODS, PAYMENT_MOVES, PAYMENT_STATUSES } from '#app/sales/models/payment'
import { VALIDATION_OUTCOMES } from '#app/sales/actions/validate_pre_invoice'
import { givenIssued, givenShop } from '#tests/support/given_sales'

const ACTORS: Actor[] = [
  { kind: 'customer', id: 1 },
  { kind: 'staff', id: 1 },
  { kind: 'system', id: null },
]

test.group('Moves of a pre-invoice [row 60]', (group) => {
  let preInvoice: PreInvoice
  group.setup(async () => {
    await givenShop()
    preInvoice = await givenIssued()
  })

  for (const from of PRE_INVOICE_STATUSES) {
    for (const by of ACTORS) {
      const legal = PRE_INVOICE_MOVES[from][by.kind]
      test(`${by.kind} in ${from}: ${legal.join(', ') || 'nothing'}`, async ({ assert }) => {
        for (const to of PRE_INVOICE_STATUSES) {
          await db.from('pre_invoices').where('id', preInvoice.id).update({ status: from })
          const moving = transaction(async (trx) => {
            const locked = await PreInvoice.lock(preInvoice.id, trx)
            await locked.move(to, by, trx)
          })
          const answer = await moving.then(() => null).catch((error: unknown) => error)
          await preInvoice.refresh()
          if (legal.includes(to)) {
            assert.isNull(answer)
            assert.equal(preInvoice.status, to)
            continue
          }
          assert.instanceOf(answer, Refusal)
          assert.equal((answer as Refusal).status, 409)
          assert.deepEqual((answer as Refusal).details.allowed, legal)
          assert.equal(preInvoice.status, from)
        }
      })
    }
  }

  test('nobody leaves an end, and every other state has a way to one', ({ assert }) => {
    const ends = PRE_INVOICE_STATUSES.filter((status) =>
      Object.values(PRE_INVOICE_MOVES[status]).every((moves) => moves.length === 0)
    )
    assert.sameMembers(ends, ['delivered', 'expired', 'cancelled'])
  })

  test('the lists are those of the lookup tables', async ({ assert }) => {
    const lists = {
      pre_invoice_statuses: PRE_INVOICE_STATUSES,
      validation_outcomes: VALIDATION_OUTCOMES,
      delivery_methods: DELIVERY_METHODS,
      payment_methods: PAYMENT_METHODS,
      payment_statuses: PAYMENT_STATUSES,
      invoice_channels: INVOICE_CHANNELS,
    }
    for (const [table, list] of Object.entries(lists)) {
      const rows = await db.from(table).select('code')
      assert.sameMembers(
        rows.map((row) => row.code),
        [...list],
        table
      )
    }
    assert.sameMembers(Object.keys(PAYMENT_MOVES), [...PAYMENT_STATUSES])
  })
})

import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import ace from '@adonisjs/core/services/ace'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { normalizeMobile } from '#app/core/mobile'
import { sqlTime } from '#app/core/sql'
import { PRE_INVOICE_STATUSES } from '#app/sales/models/pre_invoice_moves'
import { TICKET_STATUSES } from '#app/aftersales/models/ticket'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'
import { laws } from '#start/laws'

/** A Sunday before noon in Tehran, in the middle of the Jalali year. */
const TODAY = DateTime.fromISO('2026-09-20T07:30:00Z')

/** What two seedings of one day must have in common. */
const SUMS = {
  customers: 'COUNT(*), SUM(branch_id)',
  members: 'COUNT(*), SUM(tier_id)',
  stock_levels: 'SUM(on_hand), SUM(reserved)',
  pre_invoices: 'COUNT(*), SUM(total), SUM(credit_amount)',
  invoices: 'COUNT(*), SUM(total), SUM(serial)',
  lots: 'COUNT(*), SUM(amount), SUM(remaining)',
  transfers: 'COUNT(*), SUM(amount)',
  crm_records: 'COUNT(*), SUM(amount)',
  tasks: 'COUNT(*), SUM(assignee_id)',
  outgoing_messages: 'COUNT(*)',
}

/** The offices are closed for days: requests must not run out before somebody has called. */
const NOWRUZ = DateTime.fromISO('2026-03-24T20:40:00Z')

async function seed(today = TODAY) {
  clock.travelTo(today)
  ace.ui.switchMode('raw')
  const command = await ace.exec('demo:seed', ['--scale=0.03'])
  ace.ui.switchMode('normal')
  return command.exitCode
}

async function sums() {
  const found: Record<string, unknown> = {}
  for (const [table, columns] of Object.entries(SUMS)) {
    const answer = await db.rawQuery(`SELECT ${columns} FROM ${table}`)
    const rows = db.connection().dialect.name === 'mysql' ? answer[0] : answer
    found[table] = Object.values(rows[0]).map(Number)
  }
  return found
}

async function statusesOf(table: string): Promise<string[]> {
  const rows = await db.from(table).distinct('status')
  return rows.map((row) => String(row.status)).sort()
}

let first: Record<string, unknown>

test.group('A demo shop', (group) => {
  group.setup(async () => {
    await seed()
    first = await sums()
  })
  group.each.setup(() => clock.travelTo(TODAY))

  test('its books keep every law', async ({ assert }) => {
    for (const law of laws) assert.deepEqual(await law.check(db.connection()), [], law.name)
  })

  test('something is in every state that staff can meet', async ({ assert }) => {
    assert.deepEqual(await statusesOf('pre_invoices'), [...PRE_INVOICE_STATUSES].sort())
    assert.deepEqual(await statusesOf('tickets'), [...TICKET_STATUSES].sort())
    for (const outcome of ['confirmed', 'wrong', 'no_answer']) {
      assert.isNotNull(await db.from('validations').where({ outcome }).first(), outcome)
    }
    for (const status of ['paid', 'failed', 'mismatched', 'refund_due', 'refunded']) {
      assert.isNotNull(await db.from('payments').where({ status }).first(), status)
    }
    for (const rating of [1, 5]) {
      assert.isNotNull(await db.from('tickets').where({ rating }).first(), `rated ${rating}`)
    }
    assert.isNotNull(await db.from('lots').where({ state: 'pending' }).first())
  })

  test('work is late, and due today or tomorrow', async ({ assert }) => {
    const now = sqlTime(clock.now())
    const open = () => db.from('tasks').where('state', 'open')
    assert.isNotNull(await open().where('due_at', '<', now).first())
    assert.isNotNull(await open().where('due_at', '>', now).first())
  })

  test('nothing happens after now', async ({ assert }) => {
    const later = sqlTime(clock.now().plus({ minutes: 2 }))
    for (const table of ['invoices', 'crm_records', 'movements', 'transfers', 'till_sales']) {
      assert.isNull(await db.from(table).where('created_at', '>', later).first(), table)
    }
  })

  test('the tills have sold today', async ({ assert }) => {
    const today = sqlTime(clock.now().minus({ hours: 11 }))
    assert.isNotNull(await db.from('till_sales').where('created_at', '>', today).first())
  })

  test('those whom the sign-in page names are there', async ({ assert }) => {
    for (const { mobile } of DEMO_ACCOUNTS.members) {
      const row = await db.from('customers').where('mobile', normalizeMobile(mobile)!).first()
      assert.isNotNull(row, mobile)
    }
    for (const { username } of DEMO_ACCOUNTS.staff) {
      assert.isNotNull(await db.from('staff').where({ username }).first(), username)
    }
  })

  test('is not put into a database that has customers', async ({ assert }) => {
    assert.notEqual(await seed(), 1)
    assert.deepEqual(await sums(), first)
  })
})

test.group('The same day', () => {
  test('gives the same shop', async ({ assert }) => {
    await seed()
    assert.deepEqual(await sums(), first)
  })
})

test.group('A day in the holidays of Nowruz', () => {
  test('has a shop too, whose books keep every law', async ({ assert }) => {
    assert.notEqual(await seed(NOWRUZ), 1)
    assert.deepEqual(await statusesOf('pre_invoices'), [...PRE_INVOICE_STATUSES].sort())
    for (const law of laws) assert.deepEqual(await law.check(db.connection()), [], law.name)
  })
})

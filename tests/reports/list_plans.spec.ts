import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { ticketQueue } from '#app/aftersales/queries/ticket_lists'
import { invitedBy } from '#app/club/queries/invited_members'
import { outboxList } from '#app/messaging/queries/outbox_list'
import { invoiceList, paymentList, preInvoiceList } from '#app/sales/queries/lists'
import { periodOf } from '#app/reports/period'
import { figureRows } from '#app/reports/queries/figure_rows'
import { returnList } from '#app/sales/queries/returns'
import { latestReceipts } from '#app/till/queries/receipts'
import { remittances, shipments } from '#app/warehouse/queries/papers'
import { scannedTables, statementsOf } from '#tests/support/statements'

const AFTER = 500
const own = { branches: [1], search: null, after: AFTER }
const two = { ...own, branches: [1, 2] }
const DAYS = periodOf('last_30_days', clock.now())
const queue = { staffId: 1, homeBranchId: 1, branches: 'all' as const, after: AFTER }

/** A deep page of each list that one branch, warehouse or status may fill, and its index. */
const LISTS: Record<string, [index: string, read: () => Promise<unknown>]> = {
  'pre-invoices of a branch and status': [
    'pre_invoices_branch_id_status_id_index',
    () => preInvoiceList({ ...own, status: 'delivered' }),
  ],
  'pre-invoices of a status': [
    'pre_invoices_status_id_index',
    () => preInvoiceList({ ...two, status: 'delivered' }),
  ],
  'payments of a status': [
    'payments_status_id_index',
    () => paymentList({ branches: [1], status: 'paid', after: AFTER }),
  ],
  'all payments': ['PRIMARY', () => paymentList({ branches: 'all', status: null, after: AFTER })],
  'invoices of a branch': ['invoices_branch_id_id_index', () => invoiceList(own)],
  'invoices of two branches': ['PRIMARY', () => invoiceList(two)],
  'returns of a branch': ['sales_returns_branch_id_id_index', () => returnList(own)],
  'remittances of a warehouse and status': [
    'remittances_warehouse_id_status_id_index',
    () => remittances({ warehouseIds: [1], status: 'handed_over', after: AFTER }),
  ],
  'remittances of a status': [
    'remittances_status_id_index',
    () => remittances({ warehouseIds: [1, 2], status: 'handed_over', after: AFTER }),
  ],
  'shipments of a status': [
    'shipments_status_id_index',
    () => shipments({ warehouseIds: [1], status: 'delivered', after: AFTER }),
  ],
  'members invited by one': ['members_referrer_id_index', () => invitedBy(1, AFTER)],
  'credit that may be spent': [
    'PRIMARY',
    () => figureRows('liability', DAYS, 'all', { at: '2026-01-01 00:00:00.000', id: AFTER }),
  ],
  'receipts of a branch': ['till_sales_branch_id_id_index', () => latestReceipts([1], AFTER)],
  'receipts of two branches': ['PRIMARY', () => latestReceipts([1, 2], AFTER)],
  'messages of a state': [
    'outgoing_messages_state_id_index',
    () => outboxList({ state: 'sent', after: AFTER }),
  ],
  'tickets of a status': [
    'tickets_status_id_index',
    () => ticketQueue({ ...queue, view: 'all', status: 'closed' }),
  ],
  'tickets of a branch and status': [
    'tickets_branch_id_status_id_index',
    () => ticketQueue({ ...queue, view: 'branch', status: 'closed' }),
  ],
  'tickets of an expert and status': [
    'tickets_expert_id_status_id_index',
    () => ticketQueue({ ...queue, view: 'mine', status: 'closed' }),
  ],
}

/* With no rows MariaDB takes any key: the one that it was told. With a million it took others. */
test.group('Plans of lists that grow [row 89]', () => {
  for (const [name, [index, read]] of Object.entries(LISTS)) {
    test(`${name}: a deep page is a piece of its index`, async ({ assert }) => {
      const [page] = await statementsOf(read)
      assert.include(page.sql, `FORCE INDEX (${index})`)
      if (db.connection().dialect.name === 'mysql') {
        const [rows] = await db.rawQuery(`EXPLAIN ${page.sql}`, page.bindings)
        const [first] = rows as { key: string | null; type: string; Extra: string }[]
        const { key, type, Extra } = first
        if (/Impossible|no matching/.test(Extra)) return
        assert.deepEqual([key, type], [index, 'range'])
        assert.notMatch(Extra, /filesort|temporary/)
      } else {
        assert.deepEqual(await scannedTables(page), [])
        const plan: { detail: string }[] = await db.rawQuery(
          `EXPLAIN QUERY PLAN ${page.sql}`,
          page.bindings
        )
        assert.notInclude(plan.map(({ detail }) => detail).join('\n'), 'TEMP B-TREE')
      }
    })
  }
})

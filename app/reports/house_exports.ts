import PreInvoice from '#app/sales/models/pre_invoice'
import SalesReturn from '#app/sales/models/sales_return'
import TopUp from '#app/sales/models/top_up'
import { HIDDEN, isSecret } from '#app/messaging/templates'
import type { Column } from '#app/reports/excel'
import type { Export } from '#app/reports/export'
import type { ListRow } from '#app/reports/queries/lists'
import {
  auditRows,
  lowStockRows,
  messageRows,
  paymentRows,
  productRows,
  remittanceRows,
  shipmentRows,
  staffRows,
  stockCountRows,
  stockRows,
  stockTransferRows,
  taskRows,
} from '#app/reports/queries/house_lists'

/** Work, goods and what the house writes down, as Excel files. */
export const HOUSE_EXPORTS = {
  'tasks': {
    right: 'tasks.work',
    key: 't.id',
    rows: taskRows,
    columns: ({ language, count, text, date, named, mobile }) => [
      count('task', 'id'),
      { title: language.t('reports.column.kind'), value: taskKind(language.t) },
      date('due_at'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      text('expert', 'assignee'),
      date('created_at'),
    ],
  },
  'payments': {
    right: 'payments.record',
    key: 'm.id',
    rows: paymentRows,
    columns: ({ language, number, text, date, money, status, mobile }) => [
      number((id) => `PY-${10_000 + id}`),
      date('created_at'),
      { title: language.t('reports.column.paid_for'), value: paidFor },
      status('method', 'payment_method'),
      money('amount'),
      status('status', 'payment'),
      text('ref_id'),
      text('card_pan'),
      date('paid_at'),
      text('first_name'),
      text('last_name'),
      mobile(),
    ],
  },
  'remittances': {
    right: 'remittances.work',
    key: 'r.id',
    rows: remittanceRows,
    columns: ({ number, count, text, date, status, named, mobile }) => [
      number((id) => `RM-${10_000 + id}`),
      date('created_at'),
      status('status', 'remittance'),
      named('warehouse'),
      count('quantity', 'pieces'),
      text('first_name'),
      text('last_name'),
      mobile(),
      date('picked_at'),
      text('picked_by'),
    ],
  },
  'shipments': {
    right: 'shipments.work',
    key: 'h.id',
    rows: shipmentRows,
    columns: ({ language, text, date, money, status, named, mobile }) => [
      {
        title: language.t('reports.column.number'),
        value: (row) => `RM-${10_000 + Number(row.remittance_id)}`,
      },
      date('created_at'),
      status('status', 'shipment'),
      named('warehouse'),
      text('carrier'),
      text('tracking_code'),
      money('cost'),
      text('first_name'),
      text('last_name'),
      mobile(),
      date('delivered_at'),
    ],
  },
  'stock': {
    right: 'stock.read',
    key: 'l.id',
    rows: stockRows,
    columns: ({ named, text, count, either }) => [
      named('warehouse'),
      text('sku'),
      either('goods'),
      either('variant'),
      count('on_hand'),
      count('reserved'),
      count('sellable'),
    ],
  },
  'stock-counts': {
    right: 'stock.write',
    key: 'n.id',
    rows: stockCountRows,
    columns: ({ number, named, text, count, date, status, either }) => [
      number((id) => `CT-${10_000 + id}`),
      date('created_at'),
      named('warehouse'),
      either('category'),
      status('status', 'count'),
      count('items'),
      /* Who still counts is told nothing of the books. */
      { ...count('differences'), value: differences },
      text('started_by'),
      date('ended_at'),
    ],
  },
  'stock-transfers': {
    right: 'stock.read',
    key: 't.id',
    rows: stockTransferRows,
    columns: ({ number, text, count, date, status, either }) => [
      number((id) => `TR-${10_000 + id}`),
      date('created_at'),
      status('status', 'transfer'),
      either('from'),
      either('to'),
      count('quantity', 'pieces'),
      date('sent_at'),
      date('received_at'),
      date('cancelled_at'),
      text('started_by'),
      text('note'),
    ],
  },
  'low-stock': {
    right: 'stock.write',
    key: 'n.id',
    rows: lowStockRows,
    columns: ({ named, text, count, date }) => [
      date('created_at'),
      named('warehouse'),
      count('items'),
      date('done_at'),
      text('done_by'),
    ],
  },
  'products': {
    right: 'catalogue.write',
    key: 'v.id',
    rows: productRows,
    columns: ({ named, text, count, money, either, yes }) => [
      text('sku'),
      text('barcode'),
      named('goods'),
      either('variant'),
      either('brand'),
      either('category'),
      money('price'),
      { ...money('member_price'), value: (row) => row.member_price ?? row.price },
      count('sellable'),
      yes('active'),
    ],
  },
  'messages': {
    right: 'outbox.read',
    key: 'o.id',
    rows: messageRows,
    columns: ({ text, count, date, status }) => [
      date('created_at'),
      text('channel'),
      status('state', 'message'),
      text('recipient'),
      { ...text('subject'), width: 30 },
      /* A code opens somebody's account: it is in no file, whatever became of it. */
      { ...text('text'), width: 60, value: textOf },
      text('provider'),
      count('attempts'),
      date('sent_at'),
    ],
  },
  'staff': {
    right: 'duty.write',
    key: 's.id',
    rows: staffRows,
    columns: ({ text, mobile, named, date }) => [
      text('first_name'),
      text('last_name'),
      mobile(),
      named('branch'),
      date('off_duty_from'),
      date('off_duty_until'),
    ],
  },
  'audits': {
    right: 'audits.read',
    key: 'a.id',
    rows: auditRows,
    columns: ({ language, text, date }) => [
      date('created_at'),
      {
        title: language.t('reports.column.action'),
        width: 30,
        value: (row) => language.t(`people.actions.${row.action}`),
      },
      {
        title: language.t('reports.column.outcome'),
        value: (row) => language.t(`people.outcomes.${row.outcome}`),
      },
      {
        title: language.t('reports.column.staff'),
        value: (row) => row.staff ?? language.t(`people.actors.${row.actor_kind}`),
      },
      text('subject_type'),
      text('subject_id'),
      text('route'),
      text('ip'),
    ],
  },
} satisfies Record<string, Export>

const taskKind = (t: (key: string) => string) => (row: ListRow) => t(`crm.tasks.kinds.${row.kind}`)

const paidFor: Column<ListRow>['value'] = (row) => {
  const id = Number(row.payable_id)
  if (row.payable_type === 'pre_invoice') return PreInvoice.numberOf(id)
  if (row.payable_type === 'top_up') return TopUp.numberOf(id)
  return SalesReturn.numberOf(Number(row.branch_id), Number(row.jalali_year), Number(row.serial))
}

const differences: Column<ListRow>['value'] = (row) =>
  row.status === 'open' ? null : Number(row.differences)

const textOf: Column<ListRow>['value'] = (row) =>
  isSecret(String(row.template)) ? HIDDEN : row.text

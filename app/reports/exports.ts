import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'
import { moveRows } from '#app/club/queries/tier_runs'
import { ticketNumber } from '#app/aftersales/models/ticket'
import { CLUB_EXPORTS } from '#app/reports/club_exports'
import type { Sheet } from '#app/reports/excel'
import type { Export } from '#app/reports/export'
import { HOUSE_EXPORTS } from '#app/reports/house_exports'
import { columnsIn } from '#app/reports/list_columns'
import {
  adjustmentRows,
  callRows,
  customerRows,
  holidayRows,
  inPages,
  invoiceRows,
  lostDemandRows,
  extensionRows,
  movementRows,
  payoutRows,
  type ListRow,
  preInvoiceRows,
  selfAuditRows,
  returnRows,
  ticketRows,
  tillSaleRows,
} from '#app/reports/queries/lists'
import type { Scope } from '#app/reports/queries/sales_figures'

/** Lists that can be taken along as Excel files, by the name in the address. */
export const EXPORTS = {
  'customers': {
    right: 'customers.read',
    key: 'c.id',
    rows: customerRows,
    columns: ({ text, date, money, status, named, mobile, count }) => [
      text('first_name'),
      text('last_name'),
      mobile(),
      status('status', 'customer'),
      date('created_at'),
      named('tier'),
      date('joined_at'),
      count('purchases'),
      money('spent'),
      date('last_purchase_at'),
    ],
  },
  'pre-invoices': {
    right: 'preInvoices.read',
    key: 'p.id',
    rows: preInvoiceRows,
    columns: ({ number, text, date, money, status, named, mobile }) => [
      number((id) => `PF-${10_000 + id}`),
      date('created_at'),
      status('status', 'pre_invoice'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('total'),
      money('credit_amount'),
      money('cash_amount'),
      date('valid_until'),
    ],
  },
  'calls': {
    right: 'preInvoices.work',
    key: 't.id',
    rows: callRows,
    columns: ({ preInvoice, text, date, money, named, mobile, count }) => [
      preInvoice('about_id'),
      date('due_at'),
      date('not_before'),
      count('tries'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('total'),
      text('expert'),
    ],
  },
  'invoices': {
    right: 'invoices.read',
    key: 'i.id',
    rows: invoiceRows,
    columns: ({ text, date, money, status, named, mobile, serial }) => [
      serial(),
      date('created_at'),
      status('channel', 'invoice_channel'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('lines_total'),
      money('discount'),
      money('vat'),
      money('freight'),
      money('total'),
      money('credit_amount'),
      money('cash_amount'),
      date('cancelled_at'),
    ],
  },
  'returns': {
    right: 'invoices.read',
    key: 'r.id',
    rows: returnRows,
    columns: ({ text, date, money, status, named, mobile, serial }) => [
      serial('RT-'),
      date('created_at'),
      text('invoice'),
      status('reason', 'return_reason'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('total'),
      money('money_back'),
      money('credit_back'),
      money('cash_back'),
      money('clawed_back'),
      money('owed'),
      text('note'),
    ],
  },
  'tickets': {
    right: 'tickets.read',
    key: 't.id',
    rows: ticketRows,
    columns: ({ number, text, date, status, named, mobile, count }) => [
      number(ticketNumber),
      date('created_at'),
      status('status', 'ticket'),
      named('category'),
      text('subject'),
      text('first_name'),
      text('last_name'),
      mobile(),
      text('expert'),
      date('first_answer_at'),
      date('closed_at'),
      count('rating'),
    ],
  },
  'adjustments': {
    right: 'credit.adjust',
    key: 'a.id',
    rows: adjustmentRows,
    columns: ({ count, text, date, money, status, named, mobile }) => [
      count('id'),
      date('created_at'),
      status('status', 'adjustment'),
      status('kind', 'adjustment_kind'),
      status('reason', 'adjustment_reason'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('amount'),
      text('proposed_by'),
      text('decided_by'),
      text('note'),
    ],
  },
  'credit-extensions': {
    right: 'credit.extend',
    key: 'x.id',
    rows: extensionRows,
    columns: ({ count, text, date, money, status, named }) => [
      count('id'),
      date('created_at'),
      status('state', 'extension'),
      named('tier'),
      date('ending_from'),
      date('ending_until'),
      date('new_end'),
      count('lots_done'),
      money('amount_done'),
      text('reason'),
      text('started_by'),
    ],
  },
  'payouts': {
    right: 'payouts.work',
    key: 'p.id',
    rows: payoutRows,
    columns: ({ number, text, date, money, status, named, mobile, sheba }) => [
      number((id) => `PO-${10_000 + id}`),
      date('created_at'),
      status('status', 'payout'),
      named('branch'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('amount'),
      sheba(),
      text('holder'),
      text('ref_id'),
      text('approved_by'),
      text('closed_by'),
      date('closed_at'),
    ],
  },
  'till-sales': {
    right: 'till.sell',
    key: 's.id',
    rows: tillSaleRows,
    columns: ({ number, text, date, money, status, named, mobile }) => [
      number((id) => `TS-${10_000 + id}`),
      date('created_at'),
      named('branch'),
      text('cashier'),
      text('first_name'),
      text('last_name'),
      mobile(),
      money('amount'),
      money('credit_spent'),
      money('cash_spent'),
      money('credit_earned'),
      status('method', 'payment_method'),
    ],
  },
  'lost-demand': {
    right: 'stock.read',
    key: 'd.id',
    rows: lostDemandRows,
    columns: ({ text, date, money, status, named, count }) => [
      date('created_at'),
      status('kind', 'lost_demand'),
      named('goods'),
      text('sku'),
      text('term'),
      count('quantity'),
      money('worth'),
    ],
  },
  'holidays': {
    right: 'calendar.write',
    key: 'h.id',
    rows: holidayRows,
    columns: ({ text, day, named }) => [day('day'), text('holiday'), named('branch')],
  },
  'movements': {
    right: 'stock.read',
    key: 'm.id',
    rows: movementRows,
    columns: ({ language: { t }, text, date, either, status, named, count, running }) => [
      date('created_at'),
      text('sku'),
      either('goods'),
      status('reason', 'movement_reason'),
      {
        title: t('warehouse.adjust.cause'),
        value: ({ cause }) => (cause ? t('warehouse.causes.' + cause) : null),
      },
      text('note'),
      named('warehouse'),
      text('staff'),
      count('quantity'),
      running(t('warehouse.card.balance'), 'quantity', 'variant_id'),
    ],
  },
  'self-audits': {
    right: 'audits.read',
    key: 'a.id',
    rows: selfAuditRows,
    columns: ({ text, date, status, count }) => [
      date('audit_at'),
      text('audit_by'),
      status('audit_state', 'self_audit'),
      count('laws'),
      count('broken'),
      date('finished_at'),
    ],
  },
  ...CLUB_EXPORTS,
  ...HOUSE_EXPORTS,
} satisfies Record<string, Export>
export type ExportName = keyof typeof EXPORTS

/** The list as a sheet, of the branches in which the right holds. */
export async function sheetOf(
  name: ExportName,
  scope: Scope,
  locale: Locale,
  of: number | null = null
): Promise<Sheet<ListRow>> {
  const list: Export = EXPORTS[name]
  return {
    name,
    columns: await list.columns(columnsIn(languageOf(locale))),
    pages: inPages(list.rows(scope, of), list.key),
  }
}

/** The moves of one re-evaluation of tiers, in pages. */
export function tierMovesSheet(runId: number, locale: Locale): Sheet<ListRow> {
  const { text, mobile, money, status } = columnsIn(languageOf(locale))
  const columns = [
    text('first_name'),
    text('last_name'),
    mobile(),
    { ...text('from_tier'), value: (row: ListRow) => row[`from_${locale}`] },
    { ...text('to_tier'), value: (row: ListRow) => row[`to_${locale}`] },
    money('bought'),
    money('missing'),
    status('state', 'tier_move'),
  ]
  return { name: `tier-run-${runId}`, columns, pages: inPages(() => moveRows(runId), 'v.id') }
}

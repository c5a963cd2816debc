import type { DocumentRef } from '#app/core/actor'

/** The desk page of a document, by the type under which records and tasks name it. */
const DESK_PAGES: Readonly<Record<string, (id: number) => string>> = {
  staff: (id) => `/desk/staff/${id}`,
  task: (id) => `/desk/tasks/${id}`,
  customer: (id) => `/desk/customers/${id}`,
  pre_invoice: (id) => `/desk/pre-invoices/${id}`,
  invoice: (id) => `/desk/invoices/${id}/print`,
  sales_return: (id) => `/desk/returns/${id}`,
  remittance: (id) => `/desk/remittances/${id}`,
  stock_level: (id) => `/desk/stock/levels/${id}`,
  stock_count: (id) => `/desk/stock/counts/${id}`,
  stock_transfer: (id) => `/desk/stock/transfers/${id}`,
  shipment: (id) => `/desk/shipments#shipment-${id}`,
  ticket: (id) => `/desk/tickets/${id}`,
  credit_adjustment: (id) => `/desk/adjustments/${id}`,
  self_audit: (id) => `/desk/self-audits/${id}`,
  credit_extension: (id) => `/desk/credit-extensions/${id}`,
  payout: (id) => `/desk/payouts/${id}`,
  till_sale: (id) => `/desk/till/receipts/${id}`,
}

/** The page of a document in its customer's own panel. */
const OWN_PAGES: Readonly<Record<string, (id: number) => string>> = {
  pre_invoice: (id) => `/pre-invoices/${id}`,
  ticket: (id) => `/panel/tickets/${id}`,
  top_up: (id) => `/panel/top-ups/${id}`,
  payout: () => '/panel/payouts',
}

/** Path of the customer's own page of it without its language, or null when there is none. */
export function ownDocumentPath(about: DocumentRef | null): string | null {
  return about ? (OWN_PAGES[about.type]?.(about.id) ?? null) : null
}

/** Path without its language, or null when the document has no page. */
export function documentPath(about: DocumentRef | null): string | null {
  return about ? (DESK_PAGES[about.type]?.(about.id) ?? null) : null
}

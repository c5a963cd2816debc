/** What a member of staff may be, as `staff_role_codes` lists it. */
export const ROLES = [
  'cashier',
  'sales_expert',
  'warehouse_keeper',
  'support_expert',
  'marketing',
  'branch_manager',
  'manager',
  'administrator',
] as const
export type Role = (typeof ROLES)[number]

/** What a page or action asks for. A right holds in the branches of the role that gives it. */
export const RIGHTS = [
  'desk.open',
  'tasks.work',
  'customers.read',
  'customers.write',
  'preInvoices.read',
  'preInvoices.work',
  'payments.record',
  'invoices.read',
  'remittances.work',
  'stock.read',
  'stock.write',
  'shipments.work',
  'tickets.work',
  'tickets.read',
  'till.sell',
  'cards.issue',
  'credit.adjust',
  'credit.approve',
  'tiers.write',
  'payouts.work',
  'rules.write',
  'reports.read',
  'reports.export',
  'outbox.read',
  'catalogue.write',
  'audits.read',
  'calendar.write',
  'settings.write',
  'staff.write',
] as const
export type Right = (typeof RIGHTS)[number]

const HOUSE_ONLY: readonly Right[] = [
  'tiers.write',
  'rules.write',
  'outbox.read',
  'catalogue.write',
  'audits.read',
  'settings.write',
  'staff.write',
]

/** The rights of each role; the one place that says who may do what. */
export const ROLE_RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  cashier: [
    'desk.open',
    'tasks.work',
    'customers.read',
    'till.sell',
    'cards.issue',
    'invoices.read',
  ],
  sales_expert: [
    'desk.open',
    'tasks.work',
    'customers.read',
    'customers.write',
    'preInvoices.read',
    'preInvoices.work',
    'payments.record',
    'invoices.read',
    'stock.read',
    'shipments.work',
    'tickets.read',
  ],
  warehouse_keeper: [
    'desk.open',
    'tasks.work',
    'remittances.work',
    'stock.read',
    'stock.write',
    'shipments.work',
  ],
  support_expert: [
    'desk.open',
    'tasks.work',
    'customers.read',
    'customers.write',
    'preInvoices.read',
    'invoices.read',
    'tickets.work',
    'tickets.read',
    'credit.adjust',
  ],
  marketing: ['desk.open', 'tasks.work', 'customers.read', 'reports.read', 'reports.export'],
  branch_manager: RIGHTS.filter((right) => !HOUSE_ONLY.includes(right)),
  manager: RIGHTS.filter((right) => right !== 'settings.write' && right !== 'staff.write'),
  administrator: RIGHTS,
}

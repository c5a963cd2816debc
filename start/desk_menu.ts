import type Staff from '#app/people/models/staff'
import type { Right } from '#app/people/rights'

interface MenuEntry {
  href: string
  /** Key of its name. */
  key: string
  icon: string
  right: Right
}

/** The desk's pages in the order of the day's work; each shows to whom its right is given. */
const MENU: readonly MenuEntry[] = [
  { href: '/desk', key: 'menu.day', icon: 'home', right: 'desk.open' },
  { href: '/desk/tasks', key: 'menu.tasks', icon: 'board', right: 'tasks.work' },
  { href: '/desk/till', key: 'menu.till', icon: 'till', right: 'till.sell' },
  { href: '/desk/customers', key: 'menu.customers', icon: 'users', right: 'customers.read' },
  {
    href: '/desk/pre-invoices',
    key: 'menu.pre_invoices',
    icon: 'document',
    right: 'preInvoices.read',
  },
  { href: '/desk/calls', key: 'menu.calls', icon: 'phone', right: 'preInvoices.work' },
  { href: '/desk/payments', key: 'menu.payments', icon: 'payment', right: 'payments.record' },
  { href: '/desk/invoices', key: 'menu.invoices', icon: 'invoice', right: 'invoices.read' },
  { href: '/desk/returns', key: 'menu.returns', icon: 'reply', right: 'invoices.read' },
  { href: '/desk/remittances', key: 'menu.remittances', icon: 'boxes', right: 'remittances.work' },
  { href: '/desk/shipments', key: 'menu.shipments', icon: 'truck', right: 'shipments.work' },
  { href: '/desk/tickets', key: 'menu.tickets', icon: 'support', right: 'tickets.read' },
  { href: '/desk/stock', key: 'menu.stock', icon: 'warehouse', right: 'stock.read' },
  { href: '/desk/lost-demand', key: 'menu.lost_demand', icon: 'search', right: 'stock.read' },
  { href: '/desk/products', key: 'menu.products', icon: 'tag', right: 'catalogue.write' },
  {
    href: '/desk/credit-extensions',
    key: 'menu.credit_extensions',
    icon: 'calendar',
    right: 'credit.extend',
  },
  {
    href: '/desk/wallet-rules',
    key: 'menu.wallet_rules',
    icon: 'settings',
    right: 'settings.write',
  },
  { href: '/desk/tiers', key: 'menu.tiers', icon: 'crown', right: 'tiers.write' },
  { href: '/desk/adjustments', key: 'menu.adjustments', icon: 'coins', right: 'credit.adjust' },
  { href: '/desk/payouts', key: 'menu.payouts', icon: 'payment', right: 'payouts.work' },
  { href: '/desk/earn-rules', key: 'menu.earn_rules', icon: 'percent', right: 'rules.write' },
  {
    href: '/desk/membership-rules',
    key: 'menu.membership_rules',
    icon: 'users',
    right: 'rules.write',
  },
  { href: '/desk/reports', key: 'menu.reports', icon: 'chart', right: 'reports.read' },
  { href: '/desk/liability', key: 'menu.liability', icon: 'wallet', right: 'reports.read' },
  { href: '/desk/outbox', key: 'menu.outbox', icon: 'message', right: 'outbox.read' },
  {
    href: '/desk/self-audits',
    key: 'menu.self_audits',
    icon: 'check_circle',
    right: 'audits.read',
  },
  { href: '/desk/calendar', key: 'menu.calendar', icon: 'calendar', right: 'calendar.write' },
  { href: '/desk/audits', key: 'menu.audits', icon: 'audit', right: 'audits.read' },
  { href: '/desk/profile', key: 'menu.profile', icon: 'settings', right: 'desk.open' },
]

export function deskMenu(staff: Staff | null): readonly MenuEntry[] {
  return staff ? MENU.filter(({ right }) => staff.can(right)) : []
}

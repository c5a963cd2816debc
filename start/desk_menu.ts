import type Staff from '#app/people/models/staff'
import type { Right } from '#app/people/rights'

interface MenuEntry {
  href: string
  /** Key of its name. */
  key: string
  icon: string
  right: Right
  /** Pages elsewhere that belong to it: it is marked there too. */
  with?: readonly string[]
}

interface MenuPart {
  /** Key of its name; null: what stands alone, without a heading. */
  key: string | null
  entries: readonly (MenuEntry & { isHere: boolean })[]
  isHere: boolean
}

/** The desk's pages in the order of the day's work; each shows to whom its right is given. */
const MENU: readonly MenuEntry[] = [
  { href: '/desk', key: 'menu.day', icon: 'home', right: 'desk.open' },
  { href: '/desk/tasks', key: 'menu.tasks', icon: 'board', right: 'tasks.work' },
  { href: '/desk/till', key: 'menu.till', icon: 'till', right: 'till.sell' },
  {
    href: '/desk/customers',
    key: 'menu.customers',
    icon: 'users',
    right: 'customers.read',
    with: ['/desk/members'],
  },
  { href: '/desk/tickets', key: 'menu.tickets', icon: 'support', right: 'tickets.read' },
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
  {
    href: '/desk/tiers',
    key: 'menu.tiers',
    icon: 'crown',
    right: 'tiers.write',
    with: ['/desk/benefits', '/desk/tier-runs'],
  },
  { href: '/desk/adjustments', key: 'menu.adjustments', icon: 'coins', right: 'credit.adjust' },
  { href: '/desk/payouts', key: 'menu.payouts', icon: 'payment', right: 'payouts.work' },
  {
    href: '/desk/earn-rules',
    key: 'menu.earn_rules',
    icon: 'percent',
    right: 'rules.write',
    with: ['/desk/earn-simulations'],
  },
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
  { href: '/desk/staff', key: 'menu.staff', icon: 'users', right: 'duty.write' },
  { href: '/desk/audits', key: 'menu.audits', icon: 'audit', right: 'audits.read' },
  { href: '/desk/profile', key: 'menu.profile', icon: 'settings', right: 'desk.open' },
]

/** The page a part begins with, and the part's name. */
const PARTS: Readonly<Record<string, string | null>> = {
  '/desk': null,
  '/desk/pre-invoices': 'menu.part_sales',
  '/desk/remittances': 'menu.part_goods',
  '/desk/credit-extensions': 'menu.part_club',
  '/desk/reports': 'menu.part_house',
  '/desk/profile': null,
}

const isUnder = (path: string, href: string) =>
  path === href || (href !== '/desk' && path.startsWith(`${href}/`))

/**
 * The menu of a member of staff in parts, as his rights allow. `path` is the page he is on, without
 * its language; its entry and part are marked.
 */
export function deskMenu(staff: Staff | null, path: string): readonly MenuPart[] {
  const parts: { key: string | null; entries: MenuPart['entries'][number][] }[] = []
  for (const entry of MENU) {
    if (entry.href in PARTS) parts.push({ key: PARTS[entry.href], entries: [] })
    const isHere = [entry.href, ...(entry.with ?? [])].some((href) => isUnder(path, href))
    if (staff?.can(entry.right)) parts.at(-1)!.entries.push({ ...entry, isHere })
  }
  return parts
    .filter(({ entries }) => entries.length > 0)
    .map((part) => ({ ...part, isHere: part.entries.some(({ isHere }) => isHere) }))
}

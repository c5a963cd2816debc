import db from '@adonisjs/lucid/services/db'
import { appUrl } from '#config/app'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'
import { laws } from '#start/laws'

/** What is worth counting, in the words of the business. */
const COUNTED = [
  ['Branches', 'branches'],
  ['Staff', 'staff'],
  ['Products', 'products'],
  ['Variants', 'variants'],
  ['Customers', 'customers'],
  ['Members', 'members'],
  ['Pre-invoices', 'pre_invoices'],
  ['Till sales', 'till_sales'],
  ['Invoices', 'invoices'],
  ['Credit lots', 'lots'],
  ['Transfers of credit', 'transfers'],
  ['Movements of stock', 'movements'],
  ['Records in customer files', 'crm_records'],
  ['Tasks', 'tasks'],
  ['Tickets', 'tickets'],
  ['Text messages', 'outgoing_messages'],
] as const

/** Every law of the house over the seeded books. @returns what is wrong, one line for each breach */
export async function breachesOfLaws(): Promise<string[]> {
  const breaches: string[] = []
  for (const law of laws) {
    for (const { where, expected, found } of await law.check(db.connection())) {
      breaches.push(`${law.name}: ${where}: expected ${expected}, found ${found}`)
    }
  }
  return breaches
}

interface Table {
  head(columns: string[]): Table
  row(columns: string[]): Table
  render(): void
}

/** What was made, in how many seconds, and where to look at it. */
export async function summary(table: Table, seconds: string) {
  table.head([`Seeded in ${seconds} s`, 'Rows'])
  for (const [name, rows] of COUNTED) {
    const [{ total }] = await db.from(rows).count('* as total')
    table.row([name, Number(total).toLocaleString('en')])
  }
  table.row(['Laws that hold', String(laws.length)])
  table.row(['Shop and club', appUrl()])
  table.row(['Staff desk', `${appUrl()}/desk`])
  table.row(['Staff', `admin, manager, cashier1, sales1… / ${DEMO_ACCOUNTS.password}`])
  table.row(['Members', DEMO_ACCOUNTS.members.map(({ mobile }) => mobile).join(', ')])
  table.render()
}

import type { Language } from '#app/core/language'
import { timeOf } from '#app/core/sql'
import type Wallet from '#app/club/models/wallet'
import { documentLabel } from '#app/club/page_words'
import { type Movement, movementsOf } from '#app/club/queries/movements'
import { customerFile, type TimelineEntry } from '#app/crm/queries/timeline'
import type { Column, Sheet } from '#app/reports/excel'
import { type Period } from '#app/reports/period'
import {
  type After,
  type FigureName,
  type FigureRow,
  figureRows,
} from '#app/reports/queries/figure_rows'
import type { Scope } from '#app/reports/queries/sales_figures'

/*
 * Lists that belong to one number or one customer, as Excel files: the same rows in the same order
 * as on the page, page after page.
 */

interface Page<Row, Key> {
  rows: Row[]
  next: Key | null
}

/** Goes on from page to page until there is none. */
async function* following<Row, Key>(
  page: (after: Key | null) => Promise<Page<Row, Key>>
): AsyncGenerator<Row[]> {
  let after: Key | null = null
  do {
    const { rows, next }: Page<Row, Key> = await page(after)
    yield rows
    after = next
  } while (after !== null)
}

const titles =
  ({ t }: Language) =>
  (column: string) =>
    t(`reports.column.${column}`)

/** The rows behind one number of the report. */
export function figureSheet(
  figure: FigureName,
  { period, scope }: { period: Period; scope: Scope },
  language: Language
): Sheet<FigureRow> {
  const title = titles(language)
  const columns: Column<FigureRow>[] = [
    { title: title('created_at'), kind: 'date', value: ({ at }) => timeOf(at) },
    { title: title('first_name'), value: (row) => row.first_name },
    { title: title('last_name'), value: (row) => row.last_name },
    { title: title('mobile'), value: ({ mobile }) => mobile && localMobile(mobile) },
    { title: title('kind'), value: (row) => kindIn(figure, row, language) },
    { title: title('amount'), kind: 'money', value: ({ amount }) => amount },
  ]
  return {
    name: figure,
    columns,
    pages: following((after: After | null) => figureRows(figure, period, scope, after)),
  }
}

const OF_SALES: readonly FigureName[] = ['sales', 'web', 'till', 'members']

function kindIn(figure: FigureName, { kind }: FigureRow, { t }: Language) {
  if (figure === 'ratings') return Number(kind)
  return OF_SALES.includes(figure)
    ? t(`statuses.invoice_channel.${kind}`)
    : t(`reports.figure.${figure}`)
}

/** The customer file, the newest first. */
export function fileSheet(customerId: number, language: Language): Sheet<TimelineEntry> {
  const { t } = language
  const title = titles(language)
  const columns: Column<TimelineEntry>[] = [
    { title: title('created_at'), kind: 'date', value: ({ at }) => at },
    { title: title('kind'), width: 30, value: ({ kind }) => t(`crm.records.${kind}`) },
    { title: title('amount'), kind: 'money', value: ({ amount }) => amount },
    { title: title('number'), value: ({ facts }) => wordOf(facts.number) },
    { title: title('note'), width: 40, value: ({ facts }) => wordOf(facts.note ?? facts.subject) },
    { title: title('staff'), value: ({ by }) => by.name ?? t(`people.actors.${by.kind}`) },
  ]
  const page = async (after: number | null) => {
    const { entries, next } = await customerFile({
      customerId,
      after: after ?? undefined,
      limit: 500,
    })
    return { rows: entries, next }
  }
  return { name: `customer-${customerId}`, columns, pages: following(page) }
}

const wordOf = (fact: unknown) =>
  typeof fact === 'string' || typeof fact === 'number' ? String(fact) : null

/** What moved in a member's wallet, the newest first. */
export function walletSheet(wallet: Wallet, language: Language): Sheet<Movement> {
  const { t, name } = language
  const title = titles(language)
  const label = documentLabel(language)
  const columns: Column<Movement>[] = [
    { title: title('created_at'), kind: 'date', value: ({ at }) => timeOf(at) },
    { title: title('kind'), width: 30, value: ({ reason }) => t(`club.movement.${reason}`) },
    {
      title: title('pocket'),
      value: ({ isCash }) => t(isCash ? 'reports.pocket.cash' : 'reports.pocket.credit'),
    },
    { title: title('document'), width: 26, value: ({ document }) => label(document) },
    { title: title('branch'), value: ({ branch }) => branch && name(branch) },
    {
      title: title('amount'),
      kind: 'money',
      value: ({ amount, direction }) => (direction < 0 ? -amount : amount),
    },
  ]
  const page = async (after: number | null) => {
    const { movements, next } = await movementsOf(wallet, after ?? undefined)
    return { rows: movements, next }
  }
  return { name: `wallet-${wallet.customerId}`, columns, pages: following(page) }
}

/** Local form, as text: Excel would drop the zero. */
const localMobile = (mobile: string) => mobile.replace(/^\+98/, '0')

import type { Language } from '#app/core/language'
import { unseal } from '#app/core/sealed'
import { timeOf } from '#app/core/sql'
import type { Column } from '#app/reports/excel'
import type { ListRow } from '#app/reports/queries/lists'
import { serialNumber } from '#app/sales/serial_number'

export type Columns = ReturnType<typeof columnsIn>

/** The columns that lists are made of, titled in the language of the reader. */
export function columnsIn(language: Language) {
  const { locale, t, name } = language
  const titled = (column: string) => t(`reports.column.${column}`)
  return {
    language,
    /** `from`: the column of the row, where the title has another name. */
    text: (column: string, from = column): Column<ListRow> => ({
      title: titled(column),
      value: (row) => row[from],
    }),
    count: (column: string, from = column): Column<ListRow> => ({
      title: titled(column),
      kind: 'number',
      width: 10,
      value: (row) => Number(row[from] ?? 0),
    }),
    /** The sum of a column so far, for each value of another: the rows come oldest first. */
    running: (title: string, of: string, by: string): Column<ListRow> => {
      const sums = new Map<string, number>()
      return {
        title,
        kind: 'number',
        width: 10,
        value: (row) => {
          const key = String(row[by])
          const sum = (sums.get(key) ?? 0) + Number(row[of] ?? 0)
          sums.set(key, sum)
          return sum
        },
      }
    },
    /** Basis points of the row; Excel counts with parts of one. */
    percent: (column: string): Column<ListRow> => ({
      title: titled(column),
      kind: 'percent',
      width: 10,
      value: (row) => Number(row[column] ?? 0) / 10_000,
    }),
    yes: (column: string): Column<ListRow> => ({
      title: titled(column),
      width: 10,
      value: (row) => t(row[column] ? 'reports.yes' : 'reports.no'),
    }),
    /** One of two columns, `<column>_fa` and `<column>_en`. */
    either: (column: string): Column<ListRow> => ({
      title: titled(column),
      value: (row) => row[`${column}_${locale}`],
    }),
    money: (column: string): Column<ListRow> => ({
      title: titled(column),
      kind: 'money',
      value: (row) => row[column] ?? 0,
    }),
    date: (column: string): Column<ListRow> => ({
      title: titled(column),
      kind: 'date',
      value: (row) => (row[column] ? timeOf(String(row[column])) : null),
    }),
    /** A day without a time, as text yyyy-MM-dd in Tehran. */
    day: (column: string): Column<ListRow> => ({
      title: titled(column),
      kind: 'date',
      value: (row) => (row[column] ? timeOf(`${row[column]} 08:00:00`) : null),
    }),
    status: (column: string, kind: string): Column<ListRow> => ({
      title: titled(column),
      value: (row) => t(`statuses.${kind}.${row[column]}`),
    }),
    /** The row's name in both languages. */
    named: (column: string): Column<ListRow> => ({
      title: titled(column),
      value: (row) => (locale === 'fa' ? row.name_fa : row.name_en),
    }),
    sheba: (): Column<ListRow> => ({
      title: titled('sheba'),
      value: (row) => unseal(String(row.sheba), 'sheba'),
    }),
    /** Local form, as text: Excel would drop the zero. */
    mobile: (): Column<ListRow> => ({
      title: titled('mobile'),
      value: (row) => (row.mobile ? String(row.mobile).replace(/^\+98/, '0') : null),
    }),
    number: (of: (id: number) => string): Column<ListRow> => ({
      title: titled('number'),
      value: (row) => of(row.id),
    }),
    preInvoice: (column: string): Column<ListRow> => ({
      title: titled('number'),
      value: (row) => `PF-${10_000 + Number(row[column])}`,
    }),
    serial: (prefix = ''): Column<ListRow> => ({
      title: titled('number'),
      value: ({ branch_id: branchId, jalali_year: year, serial }) =>
        prefix + serialNumber(Number(branchId), Number(year), Number(serial)),
    }),
    name,
  }
}

import type { Client } from '#app/core/sql'
import type { Right } from '#app/people/rights'
import type { Column } from '#app/reports/excel'
import type { Columns } from '#app/reports/list_columns'
import type { ListRow } from '#app/reports/queries/lists'
import type { Scope } from '#app/reports/queries/sales_figures'

type Cells = Column<ListRow>[]

/** A list that can be taken along as an Excel file. */
export interface Export {
  /** Right to the list itself, beside the right to export. */
  right: Right
  /** The column that pages go on from. */
  key: string
  /** `of`: the row whose list it is, such as the variant of a stock card. */
  rows: (scope: Scope, of: number | null) => () => ReturnType<Client['from']>
  /** A promise where columns need what the rows do not carry, such as names in a sentence. */
  columns(words: Columns): Cells | Promise<Cells>
}

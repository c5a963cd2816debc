import type { Actor } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { understandHeader } from '#app/warehouse/import/columns'
import { understandRow, type Goods } from '#app/warehouse/import/goods'
import { planImport, type ImportOptions } from '#app/warehouse/import/plan'
import type { ImportProblem } from '#app/warehouse/import/problems'
import { MOST_ROWS, readSheet, type Sheet } from '#app/warehouse/import/sheet'
import { writeImport, type ImportCounts } from '#app/warehouse/import/write'

export interface CatalogueImport extends ImportOptions {
  /** Path of an .xlsx file. */
  file: string
  by: Actor
  /** Check everything, write nothing. */
  dryRun?: boolean
  /** Told after each part that was written; the parts are stored together at the end. */
  progress?: (done: number, of: number) => void
}

export type ImportAnswer =
  { problems: ImportProblem[] } | { problems: []; counts: ImportCounts | null }

/**
 * Takes in a catalogue: all rows are checked first, and one wrong cell stops all of it. What is
 * right is written in one transaction: new goods are made, known ones (by SKU) get the name, the
 * category and the price of the file, and the stock is corrected by count movements.
 */
export async function importCatalogue(wish: CatalogueImport): Promise<ImportAnswer> {
  const sheet = await readSheet(wish.file)
  const problems: ImportProblem[] = []
  const columns = await understandHeader(sheet.header, problems)
  checkSize(sheet, problems)
  if (problems.length > 0) return { problems }

  const goods = sheet.rows
    .map((row) => understandRow(row, columns, problems))
    .filter((row): row is Goods => row !== null)
  return transaction(async (trx) => {
    const found = [...problems]
    const plan = await planImport(goods, columns, wish, found, trx)
    if (found.length > 0) return { problems: found.sort((a, b) => a.row - b.row) }
    if (wish.dryRun) return { problems: [], counts: null }
    return {
      problems: [],
      counts: await writeImport(plan, wish.by, trx, wish.progress ?? (() => {})),
    }
  })
}

function checkSize({ header, rows }: Sheet, problems: ImportProblem[]) {
  const [column = ''] = header
  if (rows.length === 0) problems.push({ row: 1, column, code: 'empty_file' })
  if (rows.length > MOST_ROWS) {
    problems.push({ row: MOST_ROWS, column, code: 'too_many_rows', params: { most: MOST_ROWS } })
  }
}

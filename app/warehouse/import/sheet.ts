import ExcelJS from 'exceljs'
import { latinDigits } from '#app/core/digits'
import { fold } from '#app/core/fold'
import { normalizeName } from '#app/core/names'

/** A cell as text, or why it has none. */
export type Cell = string | { problem: 'broken_cell' }

export interface SheetRow {
  /** As Excel counts: the header is row 1. */
  number: number
  cells: Cell[]
}

export interface Sheet {
  header: string[]
  rows: SheetRow[]
}

/** More rows than this are two files; the limit also bounds memory. */
export const MOST_ROWS = 50_000

/** Reads the first sheet of a workbook, streaming. Rows without any text are left out. */
export async function readSheet(file: string): Promise<Sheet> {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'cache',
    entries: 'emit',
  })
  const sheet: Sheet = { header: [], rows: [] }
  for await (const worksheet of reader) {
    for await (const row of worksheet) {
      const cells = cellsOf(row.values as ExcelJS.CellValue[])
      if (row.number === 1)
        sheet.header = cells.map((cell) => (typeof cell === 'string' ? cell : ''))
      else if (cells.some((cell) => cell !== '')) sheet.rows.push({ number: row.number, cells })
      if (sheet.rows.length > MOST_ROWS) return sheet
    }
    break
  }
  return sheet
}

/** exceljs counts columns from 1 and leaves holes. */
function cellsOf(values: ExcelJS.CellValue[]): Cell[] {
  return Array.from({ length: Math.max(0, values.length - 1) }, (_, column) =>
    textOf(values[column + 1])
  )
}

function textOf(value: ExcelJS.CellValue | undefined): Cell {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : { problem: 'broken_cell' }
  if (typeof value === 'string') return normalizeName(value)
  if (typeof value !== 'object' || value instanceof Date) return { problem: 'broken_cell' }
  if ('richText' in value) return normalizeName(value.richText.map((run) => run.text).join(''))
  if ('result' in value) return textOf(value.result as ExcelJS.CellValue)
  if ('text' in value) return normalizeName(String(value.text))
  return { problem: 'broken_cell' }
}

/** A header or name without the differences that do not matter: half-space, digits, brackets. */
export function plainName(text: string): string {
  return fold(latinDigits(text))
    .replace(/[()[\]«»_:-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

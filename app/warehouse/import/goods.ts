import { latinDigits } from '#app/core/digits'
import { MAX_RIAL, type Rial } from '#app/core/money'
import { hasScript } from '#app/core/names'
import type { Columns, Field } from '#app/warehouse/import/columns'
import type { ImportProblem, ImportProblemCode } from '#app/warehouse/import/problems'
import type { SheetRow } from '#app/warehouse/import/sheet'

/** One row of the file, understood: a variant, its product and how many lie where. */
export interface Goods {
  row: number
  sku: string
  name: string
  nameEn: string
  category: string
  price: Rial
  variant: string
  barcode: string | null
  stock: { warehouseId: number; counted: number; column: string }[]
}

const LONGEST: Partial<Record<Field, number>> = {
  sku: 40,
  name: 160,
  nameEn: 160,
  category: 170,
  variant: 80,
}
const MOST_PIECES = 10_000_000

type Say = (column: number, code: ImportProblemCode, params?: ImportProblem['params']) => void

/** Reads a row cell by cell. What is wrong is added to the problems, and null is returned. */
export function understandRow(
  row: SheetRow,
  columns: Columns,
  problems: ImportProblem[]
): Goods | null {
  const before = problems.length
  const say: Say = (column, code, params) =>
    problems.push({ row: row.number, column: columns.header[column], code, params })

  const text = (field: Field) => textOf(row, columns.fields[field], LONGEST[field] ?? 40, say)
  const required = (field: Field) => {
    const value = text(field)
    const column = columns.fields[field]!
    if (value === '' && row.cells[column] !== undefined && typeof row.cells[column] !== 'string')
      return ''
    if (value === '') say(column, 'missing')
    return value
  }

  const sku = latinDigits(required('sku'))
  if (sku !== '' && !/^[A-Za-z0-9][\w./-]*$/.test(sku)) say(columns.fields.sku!, 'bad_sku')
  const name = required('name')
  const barcode = latinDigits(text('barcode'))
  if (barcode !== '' && !/^\d{8,14}$/.test(barcode)) say(columns.fields.barcode!, 'bad_barcode')
  const goods = {
    row: row.number,
    sku,
    name,
    nameEn: text('nameEn') || name,
    category: required('category'),
    price: priceOf(required('price'), columns.fields.price!, say),
    variant: text('variant'),
    barcode: barcode || null,
    stock: stockOf(row, columns, say),
  }
  return problems.length === before ? goods : null
}

function textOf(row: SheetRow, column: number | undefined, longest: number, say: Say): string {
  if (column === undefined) return ''
  const cell = row.cells[column] ?? ''
  if (typeof cell !== 'string') {
    say(column, cell.problem)
    return ''
  }
  if (cell.length > longest) say(column, 'too_long', { longest })
  if (hasScript(cell)) say(column, 'markup')
  return cell
}

/** Digits in any script, thousands separated or not; nothing else. */
function wholeNumber(text: string): number | null {
  const digits = latinDigits(text).replace(/^[−–]/, '-')
  if (!/^-?(\d+|\d{1,3}([,٬، ]\d{3})+)$/.test(digits)) return null
  return Number(digits.replace(/[,٬، ]/g, ''))
}

function priceOf(text: string, column: number, say: Say): Rial {
  if (text === '') return 0
  const price = wholeNumber(text)
  if (price === null) say(column, 'not_a_price', { text })
  else if (price < 0) say(column, 'negative')
  else if (price === 0) say(column, 'zero_price')
  else if (price > MAX_RIAL) say(column, 'too_large')
  return price ?? 0
}

/** An empty cell says nothing about the stock there. */
function stockOf(row: SheetRow, columns: Columns, say: Say): Goods['stock'] {
  return columns.stock.flatMap(({ warehouseId, column }) => {
    const text = textOf(row, column, 20, say)
    if (text === '') return []
    const counted = wholeNumber(text)
    if (counted === null) say(column, 'not_a_quantity', { text })
    else if (counted < 0) say(column, 'negative')
    else if (counted > MOST_PIECES) say(column, 'too_large')
    return [{ warehouseId, counted: counted ?? 0, column: columns.header[column] }]
  })
}

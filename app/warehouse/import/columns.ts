import db from '@adonisjs/lucid/services/db'
import { plainName } from '#app/warehouse/import/sheet'
import type { ImportProblem } from '#app/warehouse/import/problems'

/** What a column may mean, with the headers that say so. The price states its unit: Rial. */
const HEADERS = {
  sku: ['sku', 'شناسه کالا', 'کد کالا', 'شناسه'],
  name: ['name', 'name fa', 'product', 'نام', 'نام کالا'],
  nameEn: ['name en', 'english name', 'نام انگلیسی'],
  category: ['category', 'دسته', 'دسته بندی', 'گروه'],
  price: ['price rial', 'price irr', 'قیمت ریال', 'قیمت به ریال'],
  variant: ['variant', 'نوع', 'تنوع'],
  barcode: ['barcode', 'بارکد'],
} as const

export type Field = keyof typeof HEADERS
const REQUIRED: Field[] = ['sku', 'name', 'category', 'price']

const MEANING = new Map<string, Field>(
  Object.entries(HEADERS).flatMap(([field, names]) =>
    names.map((name) => [plainName(name), field as Field] as const)
  )
)

export interface Columns {
  /** Place of each known column in a row. */
  fields: Partial<Record<Field, number>>
  /** Place of the stock of each warehouse. */
  stock: { warehouseId: number; column: number }[]
  header: string[]
}

/** Finds out what each column holds. Every column must be understood: a typo would lose data silently. */
export async function understandHeader(
  header: string[],
  problems: ImportProblem[]
): Promise<Columns> {
  const warehouses = await warehousesByName()
  const columns: Columns = { fields: {}, stock: [], header }
  for (const [column, title] of header.entries()) {
    if (title === '') continue
    const name = plainName(title)
    const field = MEANING.get(name)
    const warehouseId = warehouses.get(name) ?? warehouses.get(name.replace(/^(stock|موجودی) /, ''))
    if (field && columns.fields[field] === undefined) columns.fields[field] = column
    else if (!field && warehouseId) addStock(columns, warehouseId, column, problems)
    else problems.push({ row: 1, column: title, code: headerProblem(name, field) })
  }
  for (const field of REQUIRED) {
    if (columns.fields[field] !== undefined) continue
    problems.push({ row: 1, column: HEADERS[field].at(-1)!, code: 'missing_column' })
  }
  return columns
}

function addStock(
  columns: Columns,
  warehouseId: number,
  column: number,
  problems: ImportProblem[]
) {
  if (columns.stock.some((known) => known.warehouseId === warehouseId)) {
    problems.push({ row: 1, column: columns.header[column], code: 'double_column' })
  }
  columns.stock.push({ warehouseId, column })
}

function headerProblem(name: string, field: Field | undefined) {
  if (field) return 'double_column' as const
  return /^(price|قیمت)/.test(name) ? ('price_unit' as const) : ('unknown_column' as const)
}

/** A warehouse is named by itself or, where a branch has one, by the branch or its code. */
async function warehousesByName(): Promise<Map<string, number>> {
  const rows = await db
    .from('warehouses as w')
    .join('branches as b', 'b.id', 'w.branch_id')
    .where('w.active', 1)
    .orderBy('w.id', 'desc')
    .select(
      'w.id',
      'w.name_fa',
      'w.name_en',
      'b.code',
      'b.name_fa as branch_fa',
      'b.name_en as branch_en'
    )
  const names = new Map<string, number>()
  for (const row of rows) {
    for (const name of [row.code, row.branch_fa, row.branch_en]) names.set(plainName(name), row.id)
  }
  for (const row of rows) {
    for (const name of [row.name_fa, row.name_en]) names.set(plainName(name), row.id)
  }
  return names
}

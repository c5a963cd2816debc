import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { laws as catalogueLaws } from '#app/catalogue/laws'
import { listProducts } from '#app/catalogue/queries/product_list'
import { importCatalogue, type CatalogueImport } from '#app/warehouse/actions/import_catalogue'
import { sentenceOfProblem } from '#app/warehouse/import/problems'
import { writeSample } from '#app/warehouse/import/sample'
import { laws as warehouseLaws } from '#app/warehouse/laws'
import { reserve } from '#app/warehouse/stock'
import { databaseEnvironment } from '#tests/support/database'
import { given } from '#tests/support/given'
import { givenCategory } from '#tests/support/given_catalogue'

const folder = mkdtempSync(join(tmpdir(), 'bashgah-import-'))
let files = 0

type Row = (string | number | Date | { error: '#N/A' })[]

async function sheet(rows: Row[]) {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('x')
  for (const row of rows) page.addRow(row)
  const file = join(folder, `${++files}.xlsx`)
  await book.xlsx.writeFile(file)
  return file
}

const take = async (rows: Row[], options: Partial<CatalogueImport> = {}) =>
  importCatalogue({ file: await sheet(rows), by: SYSTEM, ...options })

async function problemsOf(rows: Row[], options: Partial<CatalogueImport> = {}) {
  const { problems } = await take(rows, options)
  return problems.map(({ row, code }) => `${row} ${code}`)
}

const TABLES = ['categories', 'products', 'variants', 'product_terms', 'stock_levels', 'movements']

async function books() {
  const rows = []
  for (const table of TABLES) rows.push(await db.from(table).select('*'))
  return JSON.stringify(rows)
}

async function assertLaws(assert: { deepEqual(a: unknown, b: unknown): void }) {
  const checks = [...catalogueLaws, ...warehouseLaws].map((law) => law.check(db.connection()))
  const breaches = await Promise.all(checks)
  assert.deepEqual(breaches.flat(), [])
}

const HEADER = [
  'SKU',
  'نام کالا',
  'دسته',
  'قیمت (ریال)',
  'نوع',
  'موجودی انبار مرکزی',
  'stock Branch X',
]

test.group('catalogue:import', (group) => {
  group.setup(async () => {
    const first = await given.branch()
    const second = await given.branch({ nameEn: 'Branch X' })
    await db.from('warehouses').where('id', first.warehouseId).update({ name_fa: 'انبار مرکزی' })
    await db.from('warehouses').where('id', second.warehouseId).update({ name_fa: 'انبار دوم' })
    await givenCategory({ nameFa: 'کفش' })
  })

  test('makes products, variants and stock', async ({ assert }) => {
    const answer = await take([
      HEADER,
      ['A-1', 'كفش دويدن', 'کفش', 1_500_000, 'سایز ۴۱', 5, 2],
      ['A-2', 'کفش دویدن', 'كفش', '۱٬۶۰۰٬۰۰۰', 'سایز ۴۲', '۷', ''],
      ['B-1', 'کفش مجلسی', 'کفش', '2,000,000', '', '', 0],
    ])
    assert.deepEqual(answer.problems, [])
    assert.containsSubset(answer, {
      counts: { rows: 3, newProducts: 2, newVariants: 3, corrected: 3 },
    })
    const { products } = await listProducts({ q: 'کفش دویدن' })
    assert.containsSubset(products, [{ price_from: 1_500_000, variants: 2, sellable: 14 }])
    assert.match(products[0].picture, /^shoe:\d+$/)
    await assertLaws(assert)
  })

  test('again with other figures it follows them, and again it changes nothing', async ({
    assert,
  }) => {
    const rows: Row[] = [
      HEADER,
      ['A-1', 'کفش دویدن', 'کفش', 1_700_000, 'سایز ۴۱', 3, 2],
      ['A-2', 'کفش دویدن', 'کفش', 1_600_000, 'سایز ۴۲', 9, ''],
    ]
    assert.containsSubset(await take(rows), {
      counts: { newProducts: 0, newVariants: 0, corrected: 2 },
    })
    const moved = await db.from('movements').orderBy('id', 'desc').limit(2)
    assert.sameMembers(
      moved.map((row) => row.quantity),
      [-2, 2]
    )
    assert.sameMembers([...new Set(moved.map((row) => row.reason))], ['count'])
    const before = await books()
    assert.containsSubset(await take(rows), { counts: { corrected: 0 } })
    assert.equal(JSON.parse(await books())[5].length, JSON.parse(before)[5].length)
    const { products } = await listProducts({ q: 'کفش دویدن' })
    assert.containsSubset(products, [{ price_from: 1_600_000, sellable: 14 }])
    await assertLaws(assert)
  })

  test('one wrong cell stops all of it, and each is named', async ({ assert }) => {
    const before = await books()
    const good: Row = ['N-1', 'کفش نو', 'کفش', 500_000, 'الف', 1, 1]
    const found = await problemsOf([
      HEADER,
      good,
      ['', 'کفش', 'کفش', 500_000, 'ب', 1, 1],
      ['N-2', '', 'کفش', -5, '', -1, 1.5],
      ['N-3', 'کفش', 'کفش', 'دو میلیون', '', 'زیاد', 1],
      ['N-4', 'کفش ۴', 'بی‌دسته', 0, '', 1, 1],
      ['N-1', 'کفش ۵', 'کفش', '125,00', '', 1, 1],
      ['کفش ۶', 'کفش ۶', 'کفش', 10 ** 14, '', 1, 10 ** 9],
      ['N-7', 'کفش <script>', 'کفش', new Date(), '', 1, { error: '#N/A' }],
      ['n-1', 'کفش نو', 'کفش', 400_000, 'الف', 1, 1],
      ['N-9', 'ن'.repeat(161), 'کفش', 500_000, '', 1, 1],
      ['A-1', 'کفش دویدن', 'کفش', 17_000_000, 'سایز ۴۱', 1, 1],
    ])
    assert.sameMembers(found, [
      '3 missing',
      '4 missing',
      '4 negative',
      '4 negative',
      '4 not_a_quantity',
      '5 not_a_price',
      '5 not_a_quantity',
      '6 zero_price',
      '7 not_a_price',
      '8 bad_sku',
      '8 too_large',
      '8 too_large',
      '9 markup',
      '9 broken_cell',
      '9 broken_cell',
      '10 double_sku',
      '10 double_variant',
      '11 too_long',
      '12 ten_times',
    ])
    assert.equal(await books(), before)
  })

  test('a category that is not there is a mistake unless it may be made', async ({ assert }) => {
    const rows: Row[] = [
      HEADER,
      ['C-1', 'چای بهاره', 'نوشیدنی / چای', 300_000, '', 1, ''],
      ['C-2', 'چای سبز', 'نوشیدنی/چای', 300_000, '', 1, ''],
    ]
    const before = await books()
    assert.deepEqual(await problemsOf(rows), ['2 unknown_category', '3 unknown_category'])
    assert.equal(await books(), before)
    assert.containsSubset(await take(rows, { createCategories: true }), {
      counts: { newCategories: 1, newProducts: 2 },
    })
    const [leaf] = await db.from('categories').where('name_fa', 'چای')
    const [root] = await db.from('categories').where('name_fa', 'نوشیدنی')
    assert.equal(leaf.parent_id, root.id)
    assert.deepEqual(await problemsOf(rows), [])
  })

  test('every column must be understood, and the price must say its unit', async ({ assert }) => {
    assert.deepEqual(await problemsOf([['sku', 'name', 'category', 'قیمت', 'انبار کجا']]), [
      '1 price_unit',
      '1 unknown_column',
      '1 missing_column',
      '1 empty_file',
    ])
    const english = ['SKU', 'Name', 'Category', 'Price (Rial)', 'Stock انبار دوم']
    assert.deepEqual(await problemsOf([english, ['E-1', 'Boot', 'کفش', 900_000, 3]]), [])
    const twice = [...english, 'sku', 'انبار دوم']
    assert.deepEqual(await problemsOf([twice, ['E-1', 'Boot', 'کفش', 900_000, 3]]), [
      '1 double_column',
      '1 double_column',
    ])
  })

  test('promised goods cannot be counted away', async ({ assert }) => {
    const { id } = await db.from('variants').where('sku', 'A-2').firstOrFail()
    const held = {
      lines: [{ variantId: Number(id), quantity: 4 }],
      for: { type: 'x', id: 1 },
      by: SYSTEM,
    }
    await transaction((trx) => reserve(held, trx))
    const before = await books()
    const rows: Row[] = [HEADER, ['A-2', 'کفش دویدن', 'کفش', 1_600_000, 'سایز ۴۲', 3, '']]
    assert.deepEqual(await problemsOf(rows), ['2 below_reserved'])
    assert.equal(await books(), before)
  })

  test('a dry run writes nothing', async ({ assert }) => {
    const before = await books()
    const rows: Row[] = [HEADER, ['D-1', 'کفش', 'کفش', 1_000_000, '', 5, 5]]
    assert.containsSubset(await take(rows, { dryRun: true }), { problems: [], counts: null })
    assert.equal(await books(), before)
  })

  test('the sample can be taken in as it is', async ({ assert }) => {
    const file = join(folder, 'sample.xlsx')
    await writeSample(file, ['انبار مرکزی', 'انبار دوم'])
    const answer = await importCatalogue({ file, by: SYSTEM, createCategories: true })
    assert.deepEqual(answer.problems, [])
    assert.containsSubset(answer, { counts: { rows: 5, newProducts: 4 } })
    await assertLaws(assert)
  })

  test('says what is wrong in both languages', ({ assert }) => {
    const problem = { row: 12, column: 'قیمت (ریال)', code: 'negative' } as const
    assert.equal(
      sentenceOfProblem(problem, 'fa'),
      'ردیف ۱۲، ستون «قیمت (ریال)»: نمی‌تواند منفی باشد.'
    )
    assert.equal(
      sentenceOfProblem(problem, 'en'),
      'Row 12, column “قیمت (ریال)”: It may not be negative.'
    )
  })

  test('killed in the middle it leaves nothing', async ({ assert }) => {
    const before = await books()
    const many = Array.from({ length: 1500 }, (_, n): Row => [
      `K-${n}`,
      `کفش شماره ${n}`,
      'کفش',
      10_000 + n,
      '',
      1,
      1,
    ])
    const file = await sheet([HEADER, ...many])
    const child = spawn(process.execPath, ['ace', 'catalogue:import', file, '--lang=en'], {
      cwd: app.makePath(),
      env: { ...process.env, ...databaseEnvironment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.includes('of 1,500 rows written')) child.kill('SIGKILL')
    })
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)))
    assert.equal(signal, 'SIGKILL', said)
    assert.equal(await books(), before)
    await assertLaws(assert)
  })
})

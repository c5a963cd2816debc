import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import type { DateTime } from 'luxon'
import type { HttpContext } from '@adonisjs/core/http'
import logger from '@adonisjs/core/services/logger'
import { languageOf } from '#app/core/language'
import { formatShortDate, TEHRAN } from '#app/core/jalali'

/**
 * A column of a sheet. `money` is Rial in the rows and Toman in the sheet; `date` becomes two
 * columns: the date as people read it, and a true date that Excel can count with.
 */
export interface Column<Row> {
  title: string
  kind?: 'text' | 'number' | 'money' | 'percent' | 'date'
  width?: number
  value(row: Row): string | number | DateTime | null
}

export interface Sheet<Row> {
  name: string
  columns: Column<Row>[]
  /** Rows in pages, each asked for when the one before is written. */
  pages: AsyncIterable<Row[]> | Iterable<Row[]>
}

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const FORMATS = { number: '#,##0', money: '#,##0', percent: '0.0%', text: '@', date: '@' } as const

/** Sends one list as an Excel file while it is being written: its length costs no memory. */
export function streamSheet<Row>(ctx: HttpContext, sheet: Sheet<Row>) {
  return streamBook(ctx, sheet.name, [sheet as Sheet<never>])
}

/** Sends several sheets as one file. */
export function streamBook(ctx: HttpContext, file: string, sheets: Sheet<never>[]) {
  const stream = new PassThrough()
  const { response, locale } = ctx
  response.header('Content-Type', TYPE)
  response.header('Content-Disposition', `attachment; filename="${file}.xlsx"`)
  response.header('Cache-Control', 'no-store')
  /* What fails midway breaks the download off, so that half a list is never taken for a whole. */
  write(stream, sheets, locale).catch((error: Error) => {
    logger.error({ err: error }, 'an Excel file broke off')
    stream.destroy(error)
  })
  return response.stream(stream)
}

async function write(stream: PassThrough, sheets: Sheet<never>[], locale: 'fa' | 'en') {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  for (const sheet of sheets) await writeSheet(book, sheet as Sheet<unknown>, locale)
  await book.commit()
}

async function writeSheet(
  book: ExcelJS.stream.xlsx.WorkbookWriter,
  { name, columns, pages }: Sheet<unknown>,
  locale: 'fa' | 'en'
) {
  const sheet = book.addWorksheet(name, {
    views: [{ rightToLeft: locale === 'fa', state: 'frozen', ySplit: 1 }],
  })
  sheet.columns = columns.flatMap((column) => headOf(column, locale))
  const head = sheet.getRow(1)
  head.font = { bold: true }
  head.commit()
  for await (const page of pages) {
    for (const row of page) {
      sheet.addRow(columns.flatMap((column) => cellsOf(column, row, locale))).commit()
    }
    await turn()
  }
  sheet.commit()
}

function headOf(column: Column<unknown>, locale: 'fa' | 'en') {
  const { t } = languageOf(locale)
  const kind = column.kind ?? 'text'
  const width = column.width ?? 18
  const shown = { header: titleOf(column, t), width, style: { numFmt: FORMATS[kind] } }
  if (kind !== 'date') return [shown]
  const header = t('reports.excel.true_date', { title: column.title })
  return [shown, { header, width: 14, style: { numFmt: 'yyyy-mm-dd hh:mm' } }]
}

function titleOf({ title, kind }: Column<unknown>, t: (key: string) => string) {
  return kind === 'money' ? `${title} (${t('ui.toman')})` : title
}

type Cell = string | number | Date | null

function cellsOf(column: Column<unknown>, row: unknown, locale: 'fa' | 'en'): Cell[] {
  const value = column.value(row)
  if (column.kind === 'date') {
    const moment = value as DateTime | null
    return moment ? [formatShortDate(moment, locale), wallClock(moment)] : [null, null]
  }
  return [
    column.kind === 'money' && value !== null ? Number(value) / 10 : (value as string | number),
  ]
}

/** Excel knows no zones: the cell shows what a clock in Tehran showed. */
function wallClock(moment: DateTime): Date {
  return moment.setZone(TEHRAN).setZone('utc', { keepLocalTime: true }).toJSDate()
}

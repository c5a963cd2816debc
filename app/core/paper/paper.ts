import type { Readable } from 'node:stream'
import app from '@adonisjs/core/services/app'
import { apart } from '#app/core/apart'
import type { Locale } from '#app/core/digits'
import { type Line, linesOf } from '#app/core/paper/bidi_text'

type Writer = PDFKit.PDFDocument

/** Points of an inch's 72nd; a millimetre is 2.83 of them. */
const MARGIN = 34
const FOOT = 26
const PADDING = 4

export interface PaperOptions {
  locale: Locale
  title: string
  landscape?: boolean
  /** Stands at the foot of each page, beside its number. */
  foot: string
  /** «صفحهٔ ۱ از ۳» */
  pageOf(page: number, pages: number): string
}

export type Align = 'start' | 'center' | 'end'

export interface TextStyle {
  size?: number
  bold?: boolean
  align?: Align
  /** Less important: grey. */
  quiet?: boolean
}

/** A box within the page: how far from the side where reading starts, and how wide. */
export interface Place {
  start?: number
  width?: number
}

export interface Cell extends TextStyle {
  text: string
  /** Columns that it takes; one unless said. */
  span?: number
}

export interface Column extends TextStyle {
  title: string
  /** Share of the width. */
  share: number
}

/**
 * A document of A4 in either direction of reading, as PDF. All distances are in points and along
 * the direction of reading: what is `start` on a Persian paper is right. Text goes on below the
 * last one; whatever does not fit goes to a new page.
 */
export class Paper {
  #y = MARGIN

  private constructor(
    private readonly pdf: Writer,
    private readonly options: PaperOptions
  ) {}

  /** The writer is heavy, so it is loaded with the first paper. */
  static async open(options: PaperOptions): Promise<Paper> {
    const { default: Pdf } = await import('pdfkit')
    const pdf = new Pdf({
      size: 'A4',
      layout: options.landscape ? 'landscape' : 'portrait',
      margin: 0,
      bufferPages: true,
      lang: options.locale === 'fa' ? 'fa-IR' : 'en',
      displayTitle: true,
      info: { Title: options.title },
    })
    for (const weight of ['Regular', 'Bold']) {
      pdf.registerFont(weight, app.makePath(`resources/fonts/Vazirmatn-${weight}.ttf`))
    }
    return new Paper(pdf, options)
  }

  get width(): number {
    return this.pdf.page.width - 2 * MARGIN
  }

  get #isRtl() {
    return this.options.locale === 'fa'
  }

  get #bottom() {
    return this.pdf.page.height - MARGIN - FOOT
  }

  gap(points: number) {
    this.#y += points
  }

  /** Whatever comes next needs so much room in one piece. */
  keep(points: number) {
    if (this.#y + points <= this.#bottom || this.#y === MARGIN) return false
    this.pdf.addPage()
    this.#y = MARGIN
    return true
  }

  text(text: string, { start = 0, width = this.width, ...style }: Place & TextStyle = {}) {
    const height = this.height(text, width, style)
    this.keep(height)
    this.#write(text, { start, width, ...style }, this.#y)
    this.#y += height
  }

  /** Texts beside each other, each in its share of the width. */
  row(cells: (Cell & { share: number })[]) {
    const widths = this.#widths(cells)
    const heights = cells.map((cell, index) => this.height(cell.text, widths[index], cell))
    this.keep(Math.max(...heights))
    let start = 0
    cells.forEach((cell, index) => {
      this.#write(cell.text, { ...cell, start, width: widths[index] }, this.#y)
      start += widths[index]
    })
    this.#y += Math.max(...heights)
  }

  rule(thickness = 0.5) {
    this.pdf.lineWidth(thickness).strokeColor('#000')
    const left = MARGIN
    this.pdf.moveTo(left, this.#y).lineTo(left + this.width, this.#y)
    this.pdf.stroke()
  }

  /** A frame with a heading and, below it, named values in so many columns. */
  block(title: string, values: { name: string; value: string; wide?: boolean }[], columns = 3) {
    const text = ({ name, value }: (typeof values)[number]) => `${name}: ${apart(value)}`
    const rows: (typeof values)[] = []
    for (const value of values) {
      const last = rows.at(-1)
      if (!last || value.wide || last[0].wide || last.length === columns) rows.push([value])
      else last.push(value)
    }
    const style = { size: 8.5 }
    const widthOf = (row: typeof values) =>
      (this.width - 2 * PADDING) / (row[0].wide ? 1 : columns) - PADDING
    const heights = rows.map((row) =>
      Math.max(...row.map((value) => this.height(text(value), widthOf(row), style)))
    )
    const heading = { size: 9, bold: true, align: 'center' } as const
    const head = this.height(title, this.width, heading)
    const height = head + heights.reduce((sum, one) => sum + one, 0) + 2 * PADDING
    this.keep(height)
    this.#frame({ start: 0, width: this.width }, this.#y, height)
    this.#frame({ start: 0, width: this.width }, this.#y, head, '#eee')
    this.#write(title, { start: 0, width: this.width, ...heading }, this.#y)
    let y = this.#y + head + PADDING
    rows.forEach((row, index) => {
      const width = widthOf(row)
      row.forEach((value, at) => {
        const start = PADDING + at * (width + PADDING)
        this.#write(text(value), { start, width, ...style }, y)
      })
      y += heights[index]
    })
    this.#y += height
  }

  /** Rows in frames, with the heading again on each page; a row is never cut. */
  table(columns: Column[], rows: Cell[][], { size = 8 } = {}) {
    const widths = this.#widths(columns)
    const head = columns.map(({ title }) => ({ text: title, bold: true, align: 'center' }) as Cell)
    const styled = (row: Cell[]) => {
      let at = 0
      return row.map((cell) => {
        const { title, share, ...column } = columns[at]
        const span = cell.span ?? 1
        const width = widths.slice(at, at + span).reduce((sum, one) => sum + one, 0)
        at += span
        return { size, ...column, ...cell, width }
      })
    }
    const heading = styled(head)
    this.#tableRow(heading, '#eee')
    for (const row of rows.map(styled)) {
      if (this.keep(this.#rowHeight(row))) this.#tableRow(heading, '#eee')
      this.#tableRow(row)
    }
  }

  /** Writes the foot of every page; the paper is done. */
  end(): Readable {
    const { start, count } = this.pdf.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(start + page)
      const y = this.pdf.page.height - MARGIN - FOOT / 2
      const style = { size: 7.5, quiet: true, start: 0, width: this.width }
      this.#write(this.options.foot, { ...style, align: 'start' }, y)
      this.#write(this.options.pageOf(page + 1, count), { ...style, align: 'end' }, y)
    }
    this.pdf.end()
    return this.pdf as unknown as Readable
  }

  /** Height in points that a text takes in a width. */
  height(text: string, width: number, style: TextStyle = {}): number {
    const lines = Math.max(1, this.#lines(text, width, style).length)
    return lines * lineHeight(style)
  }

  #widths(columns: { share: number }[]) {
    const shares = columns.reduce((sum, { share }) => sum + share, 0)
    return columns.map(({ share }) => (share / shares) * this.width)
  }

  #rowHeight(row: (Cell & { width: number })[]) {
    const heights = row.map((cell) => this.height(cell.text, cell.width - 2 * PADDING, cell))
    return Math.max(...heights) + PADDING
  }

  #tableRow(row: (Cell & { width: number })[], fill?: string) {
    const height = this.#rowHeight(row)
    let start = 0
    for (const cell of row) {
      const { width } = cell
      this.#frame({ start, width }, this.#y, height, fill)
      const inner = { start: start + PADDING, width: width - 2 * PADDING }
      this.#write(cell.text, { ...cell, ...inner }, this.#y + PADDING / 2)
      start += width
    }
    this.#y += height
  }

  #frame({ start, width }: Required<Place>, y: number, height: number, fill?: string) {
    this.pdf.lineWidth(0.4).rect(this.#left(start, width), y, width, height)
    if (fill) this.pdf.fillAndStroke(fill, '#555')
    else this.pdf.stroke('#555')
  }

  #left(start: number, width: number) {
    return MARGIN + (this.#isRtl ? this.width - start - width : start)
  }

  #font({ size = 9, bold = false }: TextStyle) {
    return this.pdf.font(bold ? 'Bold' : 'Regular').fontSize(size)
  }

  #lines(text: string, width: number, style: TextStyle): Line[] {
    this.#font(style)
    const measure = (piece: string) => this.pdf.widthOfString(piece)
    return linesOf(text, { isRtl: this.#isRtl, width, measure })
  }

  #write(text: string, { start, width, ...style }: Required<Place> & TextStyle, y: number) {
    const { align = 'start', quiet } = style
    const left = this.#left(start, width)
    const isLeft = (align === 'end') === this.#isRtl
    this.#lines(text, width, style).forEach((line, index) => {
      const free = width - line.width
      let x = left + (align === 'center' ? free / 2 : isLeft ? 0 : free)
      this.pdf.fillColor(quiet ? '#444' : '#000')
      for (const piece of line.pieces) {
        this.pdf.text(piece.text, x, y + index * lineHeight(style), { lineBreak: false })
        x += piece.width
      }
    })
  }
}

const lineHeight = ({ size = 9 }: TextStyle) => size * 1.65

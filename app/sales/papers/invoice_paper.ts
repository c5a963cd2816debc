import type { Readable } from 'node:stream'
import { leftToRight } from '#app/core/apart'
import type { Language } from '#app/core/language'
import { type Cell, Paper } from '#app/core/paper/paper'
import type { officialForm } from '#app/sales/queries/official_form'

type Form = Awaited<ReturnType<typeof officialForm>>

/** Columns of the official form with their shares of the width. */
const COLUMNS = {
  row: 4,
  code: 9,
  goods: 22,
  quantity: 5,
  unit: 5,
  unit_price: 10,
  gross: 10,
  discount: 9,
  net: 10,
  vat: 9,
  total: 11,
} as const

const CENTERED = ['row', 'code', 'quantity', 'unit']
const NAMES = ['goods']

/** «صورتحساب فروش کالا و خدمات» as PDF: the official form, across the page, in Rial. */
export async function invoicePaper(form: Form, language: Language): Promise<Readable> {
  const { t, digits, number, locale } = language
  const { invoice } = form
  const name = t('sales.invoice.name')
  const title = `${name} ${digits(invoice.number)}`
  const paper = await Paper.open({
    locale,
    title,
    landscape: true,
    foot: `${t('ui.shop_name')} · ${name} ${leftToRight(digits(invoice.number))}`,
    pageOf: (page, pages) => t('sales.paper.page_of', { page, pages }),
  })
  writeHead(paper, form, language)
  for (const side of ['seller', 'buyer'] as const) {
    paper.block(t(`sales.paper.${side}`), valuesOf(form[side], language), 4)
    paper.gap(6)
  }
  paper.table(columnsOf(t), [...lineRows(form, language), ...sumRows(form, language)])
  paper.gap(4)
  paper.text(`${t('sales.paper.in_words')}: ${form.totalInWords}`, { bold: true })
  if (invoice.creditAmount > 0) {
    paper.text(t('sales.paper.by_credit', { amount: number(invoice.creditAmount) }))
  }
  if (invoice.cashAmount > 0) {
    paper.text(t('sales.paper.by_cash', { amount: number(invoice.cashAmount) }))
  }
  paper.gap(24)
  paper.row([
    { text: t('sales.paper.seller_signs'), share: 1, align: 'center' },
    { text: t('sales.paper.buyer_signs'), share: 1, align: 'center' },
  ])
  return paper.end()
}

function writeHead(paper: Paper, { invoice, isCancelled }: Form, language: Language) {
  const { t, digits, shortDate } = language
  paper.row([
    { text: t('ui.shop_name'), share: 1, size: 12, bold: true },
    { text: t('sales.invoice.name'), share: 1, size: 14, bold: true, align: 'center' },
    {
      text: [
        `${t('sales.paper.serial')}: ${leftToRight(digits(invoice.number))}`,
        `${t('sales.paper.date')}: ${shortDate(invoice.createdAt)}`,
      ].join('\n'),
      share: 1,
      align: 'end',
    },
  ])
  paper.gap(4)
  if (!isCancelled) return
  paper.text(t('sales.invoice.called_off'), { size: 13, bold: true, align: 'center' })
  paper.gap(4)
}

function valuesOf(block: Form['seller'], { t, digits, mobile }: Language) {
  return block.map(({ field, value }) => ({
    name: t('sales.party.' + field),
    value: digits(field === 'phone' ? mobile(String(value)) : String(value)),
    wide: field === 'address',
  }))
}

function columnsOf(t: Language['t']) {
  return Object.entries(COLUMNS).map(([key, share]) => ({
    title: t('sales.line.' + key),
    share,
    align: CENTERED.includes(key)
      ? ('center' as const)
      : NAMES.includes(key)
        ? ('start' as const)
        : ('end' as const),
  }))
}

function lineRows({ invoice }: Form, { t, digits, number, name }: Language): Cell[][] {
  return invoice.lines.map((line, index) => {
    const gross = line.quantity * line.unitPrice
    const { unitPrice, discount, vat, total } = line
    const amounts = [unitPrice, gross, discount, gross - discount, vat, total]
    return [
      { text: digits(index + 1) },
      { text: line.sku ?? '—' },
      { text: name(line) },
      { text: number(line.quantity) },
      { text: t('sales.line.piece') },
      ...amounts.map((amount) => ({ text: number(amount) })),
    ]
  })
}

function sumRows({ invoice }: Form, { t, number }: Language): Cell[][] {
  const { linesTotal, discount, vat, freight, total } = invoice
  const sums = [linesTotal, discount, linesTotal - discount, vat, total - freight]
  const bold = { bold: true, align: 'end' } as const
  const wide = (text: string, amount: number): Cell[] => [
    { text, span: 10, ...bold },
    { text: number(amount), ...bold },
  ]
  return [
    [
      { text: t('sales.line.sum'), span: 6, ...bold },
      ...sums.map((sum) => ({ text: number(sum), ...bold })),
    ],
    wide(t('sales.sum.freight'), freight),
    wide(t('sales.paper.payable_rial'), total),
  ]
}

import type { Readable } from 'node:stream'
import { leftToRight } from '#app/core/apart'
import type { Language } from '#app/core/language'
import { Paper } from '#app/core/paper/paper'
import type Customer from '#app/people/models/customer'
import { missingDetails } from '#app/people/buyer_details'
import type PreInvoice from '#app/sales/models/pre_invoice'
import type PreInvoiceLine from '#app/sales/models/pre_invoice_line'

/** Who is named on it: the buyer and where the goods go, or, on a shared one, next to nothing. */
export type Named = { buyer: Customer } | { maskedName: string }

type Value = { name: string; value: string; wide?: boolean }

/** The pre-invoice as PDF, in the language of the page; amounts in Toman as everywhere for people. */
export async function preInvoicePaper(
  preInvoice: PreInvoice,
  { lines, named, language }: { lines: PreInvoiceLine[]; named: Named; language: Language }
): Promise<Readable> {
  const { t, digits, locale } = language
  const number = digits(preInvoice.number)
  const title = t('sales.pre_invoice.title', { number })
  const paper = await Paper.open({
    locale,
    title,
    foot: `${t('ui.shop_name')} · ${title}`,
    pageOf: (page, pages) => t('sales.paper.page_of', { page, pages }),
  })
  writeHead(paper, preInvoice, language)
  const values = 'buyer' in named ? ownValues(preInvoice, named.buyer, language) : []
  if ('maskedName' in named) values.push({ name: t('sales.share.of'), value: named.maskedName })
  paper.block(t('sales.paper.buyer'), values)
  paper.gap(10)
  writeLines(paper, lines, language)
  paper.text(t('sales.paper.in_toman'), { size: 7.5, quiet: true })
  paper.gap(6)
  writeSums(paper, preInvoice, language)
  if ('buyer' in named) writeWallet(paper, preInvoice, language)
  paper.gap(16)
  paper.text(t('sales.paper.not_a_sale'), { size: 8, quiet: true })
  return paper.end()
}

function writeHead(paper: Paper, preInvoice: PreInvoice, language: Language) {
  const { t, digits, shortDate, dateTime } = language
  paper.row([
    { text: t('ui.shop_name'), share: 1, size: 13, bold: true },
    { text: t('sales.pre_invoice.name'), share: 1, size: 15, bold: true, align: 'center' },
    {
      text: `${t('sales.paper.number')}: ${digits(preInvoice.number)}`,
      share: 1,
      bold: true,
      align: 'end',
    },
  ])
  paper.row([
    { text: t('ui.slogan'), share: 1, quiet: true },
    { text: t(`statuses.pre_invoice.${preInvoice.status}`), share: 1, align: 'center' },
    {
      text: [
        `${t('sales.paper.date')}: ${shortDate(preInvoice.createdAt)}`,
        `${t('sales.paper.valid_until')}: ${dateTime(preInvoice.validUntil)}`,
      ].join('\n'),
      share: 1,
      align: 'end',
    },
  ])
  paper.gap(4)
  paper.rule(1.2)
  paper.gap(8)
}

/** The buyer as he is, as a company where he is one, and where the goods go. */
function ownValues(
  { recipient, deliveryMethod }: PreInvoice,
  buyer: Customer,
  language: Language
): Value[] {
  const { t, digits, mobile, locale } = language
  const address = [recipient.city, recipient.address].filter(Boolean)
  const values = [
    { name: t('sales.recipient.name'), value: recipient.name },
    { name: t('sales.recipient.mobile'), value: mobile(recipient.mobile) },
    { name: t('sales.recipient.method'), value: t(`statuses.delivery_method.${deliveryMethod}`) },
    ...companyValues(buyer, language),
    { name: t('sales.recipient.postal_code'), value: digits(recipient.postalCode ?? '') },
    {
      name: t('sales.recipient.address'),
      value: digits(address.join(locale === 'fa' ? '، ' : ', ')),
      wide: true,
    },
  ]
  return values.filter(({ value }) => value !== '')
}

function companyValues(buyer: Customer, { t, digits }: Language): Value[] {
  if (buyer.kind !== 'legal' || missingDetails(buyer).length > 0) return []
  const { companyName, economicCode, legalId, registrationNumber } = buyer
  return [
    { name: t('sales.party.company'), value: companyName ?? '' },
    { name: t('sales.party.economicCode'), value: digits(economicCode ?? '') },
    { name: t('sales.party.nationalId'), value: digits(legalId ?? '') },
    { name: t('sales.party.registrationNumber'), value: digits(registrationNumber ?? '') },
  ]
}

function writeLines(paper: Paper, lines: PreInvoiceLine[], language: Language) {
  const { t, digits, number, toman, name } = language
  const column = (key: string, share: number, align?: 'center' | 'end') => ({
    title: t('sales.line.' + key),
    share,
    align,
  })
  paper.table(
    [
      column('row', 5, 'center'),
      column('goods', 34),
      column('quantity', 8, 'center'),
      column('unit_price', 14, 'end'),
      column('discount', 12, 'end'),
      column('vat', 12, 'end'),
      column('total', 15, 'end'),
    ],
    lines.map((line, index) => [
      { text: digits(index + 1) },
      { text: line.sku ? `${name(line)}\n${line.sku}` : name(line) },
      { text: number(line.quantity) },
      { text: toman(line.unitPrice) },
      { text: toman(line.discount) },
      { text: toman(line.vat) },
      { text: toman(line.total), bold: true },
    ])
  )
}

const lessIn =
  ({ t, toman }: Pick<Language, 't' | 'toman'>) =>
  (rial: number) =>
    `${leftToRight(`−${toman(rial)}`)} ${t('ui.toman')}`

/** A line of the sums, at the end of the page's width. */
function writeSum(paper: Paper, text: string, amount: string, bold = false) {
  paper.row([
    { text: '', share: 5 },
    { text, share: 3, bold },
    { text: amount, share: 2, bold, align: 'end' },
  ])
}

function writeSums(paper: Paper, preInvoice: PreInvoice, { t, money, toman, words }: Language) {
  const { linesTotal, discount, vat, freight, total } = preInvoice
  const less = lessIn({ t, toman })
  const sums = [
    { name: t('sales.sum.lines_total'), value: money(linesTotal) },
    { name: t('sales.sum.discount'), value: discount > 0 ? less(discount) : '' },
    { name: t('sales.sum.vat'), value: vat > 0 ? money(vat) : '' },
    { name: t('sales.sum.freight'), value: freight > 0 ? money(freight) : t('sales.sum.free') },
  ].filter(({ value }) => value !== '')
  paper.keep(130)
  for (const sum of sums) writeSum(paper, sum.name, sum.value)
  writeSum(paper, t('sales.sum.total'), money(total), true)
  paper.row([
    { text: '', share: 2 },
    { text: words(total), share: 8, quiet: true, align: 'end' },
  ])
}

/** What the wallet pays is the buyer's own business: a shared paper does not say it. */
function writeWallet(paper: Paper, preInvoice: PreInvoice, { t, money, toman }: Language) {
  const { creditAmount, cashAmount, fromWallet, payable } = preInvoice
  if (fromWallet === 0) return
  const less = lessIn({ t, toman })
  if (creditAmount > 0) writeSum(paper, t('sales.sum.credit'), less(creditAmount))
  if (cashAmount > 0) writeSum(paper, t('sales.sum.cash'), less(cashAmount))
  writeSum(paper, t('sales.sum.payable'), money(payable), true)
}

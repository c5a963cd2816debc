import { type DateTime } from 'luxon'
import type { I18n } from '@adonisjs/i18n'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { clock } from '#app/core/clock'
import { localDigits, type Locale } from '#app/core/digits'
import {
  formatDate,
  formatDateTime,
  formatRelative,
  formatShortDate,
  formatTime,
} from '#app/core/jalali'
import { displayMobile, maskMobile } from '#app/core/mobile'
import { formatMoney, formatToman, moneyInWords, oddAmount, parseToman } from '#app/core/money'
import { timeOf } from '#app/core/sql'

type Moment = DateTime | string

const amountOf = (read: ReturnType<typeof parseToman>) => (typeof read === 'number' ? read : null)

const moment = (value: Moment) => (typeof value === 'string' ? timeOf(value) : value)

/**
 * What a page needs to speak a language: sentences, money in Toman, Jalali times, digits. Amounts
 * go in as Rial, moments as DateTime or as the text of a time column.
 */
function makeLanguage(locale: Locale) {
  const prefix = locale === 'en' ? '/en' : ''
  const region = locale === 'fa' ? 'fa-IR' : 'en-GB'
  const numbers = new Intl.NumberFormat(region)
  /* Made once, when the sentences are loaded: making one asks what languages there are. */
  let i18n: I18n | undefined
  const sentences = () => (i18n ??= i18nManager.locale(locale))
  const known = new Map<string, string>()
  /** One without values is looked up and formatted once; while developing it may change. */
  const plain = (key: string) => {
    const sentence = known.get(key) ?? sentences().t(key)
    if (app.inProduction) known.set(key, sentence)
    return sentence
  }
  const percents = new Intl.NumberFormat(region, { style: 'percent', maximumFractionDigits: 2 })
  return {
    locale,
    dir: locale === 'fa' ? 'rtl' : 'ltr',
    /** Sentence of a key; numbers through `{n, number}` come out in the page's digits. */
    t: (key: string, values?: Record<string, unknown>) =>
      values ? sentences().t(key, values) : plain(key),
    /** Address within the site, in the page's language. */
    url: (path: string) => `${prefix}${path === '/' && prefix ? '' : path}` || '/',
    money: (rial: number) => formatMoney(rial, locale),
    toman: (rial: number) => formatToman(rial, locale),
    words: (rial: number) => moneyInWords(rial, locale),
    /** What was typed as Toman, in Rial, or null; and what an odd grouping may have meant. */
    typedAmount: (typed: unknown) => amountOf(parseToman(String(typed))),
    oddAmount: (typed: unknown) => oddAmount(String(typed)),
    digits: (value: string | number) => localDigits(String(value), locale),
    number: (value: number) => numbers.format(value),
    percent: (basisPoints: number) => percents.format(basisPoints / 10_000),
    date: (value: Moment) => formatDate(moment(value), locale),
    shortDate: (value: Moment) => formatShortDate(moment(value), locale),
    dateTime: (value: Moment) => unbroken(formatDateTime(moment(value), locale)),
    time: (value: Moment) => formatTime(moment(value), locale),
    relative: (value: Moment) => formatRelative(moment(value), clock.now(), locale),
    mobile: (e164: string) => displayMobile(e164, locale),
    masked: (e164: string) => maskMobile(e164, locale),
    /** The name of a row that has one in both languages. */
    name: (row: { name_fa?: string; name_en?: string; nameFa?: string; nameEn?: string }) =>
      locale === 'fa' ? (row.nameFa ?? row.name_fa ?? '') : (row.nameEn ?? row.name_en ?? ''),
  }
}

/** A moment breaks, where it must, between its day and its time only. */
const unbroken = (text: string) => text.replaceAll(/(?<![،,]) /g, '\u00a0')

const languages = { fa: makeLanguage('fa'), en: makeLanguage('en') }

export type Language = (typeof languages)['fa']

export function languageOf(locale: Locale): Language {
  return languages[locale]
}

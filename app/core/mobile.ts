import { latinDigits, localDigits, type Locale } from '#app/core/digits'

/** Operators are not listed: new prefixes appear, and a gateway knows better. */
const MOBILE = /^(?:\+98|0098|98)?0?(9\d{9})$/
const E164 = /^\+98(9\d{2})(\d{3})(\d{4})$/

/** Keeps the number's groups in reading order inside a right-to-left line; it is invisible. */
const LEFT_TO_RIGHT = '\u200E'

/**
 * Any usual way of writing an Iranian mobile number → E.164 `+989xxxxxxxxx`, or null when it is
 * not one. Takes Persian and Arabic digits, spaces, dashes, dots and brackets.
 */
export function normalizeMobile(input: string): string | null {
  const digits = latinDigits(input).replace(/[\s().\-_\u2010-\u2015\p{Cf}]/gu, '')
  const found = MOBILE.exec(digits)
  return found ? `+98${found[1]}` : null
}

/** `+989123456789` → «۰۹۱۲ ۳۴۵ ۶۷۸۹»; a text that is no Iranian mobile is shown as it is. */
export function displayMobile(e164: string, locale: Locale): string {
  return arrange(e164, locale, (head, middle, tail) => `0${head} ${middle} ${tail}`)
}

/** `+989123456789` → «۰۹۱۲•••۶۷۸۹»; a text that is no Iranian mobile is hidden altogether. */
export function maskMobile(e164: string, locale: Locale): string {
  if (!E164.test(e164)) return '•••'
  return arrange(e164, locale, (head, _, tail) => `0${head}•••${tail}`)
}

function arrange(
  e164: string,
  locale: Locale,
  pattern: (head: string, middle: string, tail: string) => string
): string {
  const found = E164.exec(e164)
  if (!found) return e164
  const shown = localDigits(pattern(found[1], found[2], found[3]), locale)
  return locale === 'fa' ? LEFT_TO_RIGHT + shown : shown
}

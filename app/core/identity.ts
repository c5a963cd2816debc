import { isShebaValid } from '@persian-tools/persian-tools'
import { latinDigits } from '#app/core/digits'

/** Latin digits without the spaces, dashes and invisible marks that people and phones put in. */
function compact(input: string): string {
  return latinDigits(input).replace(/[\s\-\u2010-\u2015\p{Cf}]/gu, '')
}

/**
 * The national code as ten Latin digits, or null when its check digit is wrong. Spreadsheets eat
 * leading zeros, so eight and nine digits are padded on the left. There is no prefix list: codes
 * are issued under prefixes that no published list knows.
 */
export function normalizeNationalCode(input: string): string | null {
  const typed = compact(input)
  if (!/^\d{8,10}$/.test(typed)) return null
  const code = typed.padStart(10, '0')
  return Number(code[9]) === nationalCheckDigit(code) ? code : null
}

/** Σ digit·(10−place) over the first nine, mod 11 = r; the check digit is r below 2, else 11−r. */
function nationalCheckDigit(code: string): number {
  let sum = 0
  for (let place = 0; place < 9; place++) sum += Number(code[place]) * (10 - place)
  const rest = sum % 11
  return rest < 2 ? rest : 11 - rest
}

export function isNationalCode(input: string): boolean {
  return normalizeNationalCode(input) !== null
}

/** Ten equal digits pass the check digit but are mostly made up: warn, do not refuse. */
export function isDoubtfulNationalCode(input: string): boolean {
  const code = normalizeNationalCode(input)
  return code !== null && /^(\d)\1{9}$/.test(code)
}

/** National id of a company: eleven digits. Its check digit is not relied on. */
export function isLegalId(input: string): boolean {
  return /^\d{11}$/.test(compact(input))
}

/** Economic code: 11 digits (a company's national id), 12 (the old numbering) or 14 (a person's). */
export function isEconomicCode(input: string): boolean {
  return /^(\d{11}|\d{12}|\d{14})$/.test(compact(input))
}

/** Ten Latin digits, or null. Only the length is judged. */
export function normalizePostalCode(input: string): string | null {
  const code = compact(input)
  return /^\d{10}$/.test(code) ? code : null
}

export function isPostalCode(input: string): boolean {
  return normalizePostalCode(input) !== null
}

/** `IR` and 24 digits whose ISO 7064 remainder is 1, or null; `IR` may be left out when typing. */
export function normalizeSheba(input: string): string | null {
  const typed = compact(input).toUpperCase()
  const sheba = /^\d{24}$/.test(typed) ? `IR${typed}` : typed
  return /^IR\d{24}$/.test(sheba) && isShebaValid(sheba) ? sheba : null
}

export function isSheba(input: string): boolean {
  return normalizeSheba(input) !== null
}

/**
 * Sixteen Latin digits that pass Luhn, or null. Counted on the text: sixteen digits do not fit
 * safely into a number.
 */
export function normalizeBankCard(input: string): string | null {
  const card = compact(input)
  if (!/^\d{16}$/.test(card) || /^0+$/.test(card)) return null

  let sum = 0
  for (const [place, digit] of [...card].entries()) {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0 ? card : null
}

export function isBankCard(input: string): boolean {
  return normalizeBankCard(input) !== null
}

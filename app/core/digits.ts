import { digitsArToEn, digitsEnToFa, digitsFaToEn } from '@persian-tools/persian-tools'

/** The two languages of the product; Persian is the first. */
export type Locale = 'fa' | 'en'

/** Latin digits become Persian ones; everything else stays as it is. */
export function persianDigits(text: string | number): string {
  return digitsEnToFa(String(text))
}

/** Persian (۰–۹) and Arabic (٠–٩) digits become 0–9; everything else stays as it is. */
export function latinDigits(text: string): string {
  return digitsArToEn(digitsFaToEn(text))
}

/** Digits as the reader of that language expects them. */
export function localDigits(text: string | number, locale: Locale): string {
  return locale === 'fa' ? persianDigits(text) : latinDigits(String(text))
}

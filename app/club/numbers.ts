import { randomInt } from 'node:crypto'
import { latinDigits } from '#app/core/digits'

/* Numbers that people read out: a card's number and a referral code. */

const CARD_DIGITS = 16

/** Letters and digits that nobody mistakes for another when reading them out. */
const CLEAR = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8

/** A card number: the house's prefix, random digits, a Luhn check digit. */
export function newCardNumber(prefix: string): string {
  let digits = prefix
  while (digits.length < CARD_DIGITS - 1) digits += randomInt(10)
  return digits + checkDigit(digits)
}

/** Sixteen Latin digits with the right check digit, or null. Takes Persian digits and spaces. */
export function normalizeCardNumber(text: string): string | null {
  const digits = latinDigits(text).replace(/[\s\-\p{Cf}]/gu, '')
  if (!/^\d{16}$/.test(digits)) return null
  return checkDigit(digits.slice(0, -1)) === digits.at(-1) ? digits : null
}

/** Luhn over the digits before it: every second from the right counts double. */
function checkDigit(digits: string): string {
  let sum = 0
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    sum += value > 9 ? value - 9 : value
  }
  return String((10 - (sum % 10)) % 10)
}

export function newReferralCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CLEAR[randomInt(CLEAR.length)]).join('')
}

/** Four digits and a space, as on a card: «۷۷۷۷ ۱۲۳۴ …». */
export function groupedCardNumber(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}

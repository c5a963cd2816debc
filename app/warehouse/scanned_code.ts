import { latinDigits } from '#app/core/digits'
import { repairLayout } from '#app/core/fold'

/*
 * What a barcode reader types. It is a keyboard: with the Persian layout switched on, its digits
 * come as «۰–۹», and a SKU's letters as the Persian letters of the same keys.
 */

/** Persian letter → Latin capital: what the keys write together with Shift (ISIRI 9147). */
const SHIFTED = new Map(
  [
    ['QWERTYU', '\u0652\u064C\u064D\u064B\u064F\u0650\u064E'],
    ['ASDFGHJKL', 'ؤئيإأآة»«'],
    ['ZXCVNM', 'ك\u0653ژ\u0670\u0654ء'],
  ].flatMap(([keys, letters]) => [...letters].map((letter, at) => [letter, keys[at]] as const))
)

/** The codes that may be meant, the likeliest first: as typed, in capitals, with the layout repaired. */
export function codesMeant(typed: string): string[] {
  const code = latinDigits(typed).trim()
  const shifted = [...code].map((letter) => SHIFTED.get(letter) ?? letter).join('')
  const repaired = [repairLayout(shifted), repairLayout(code)]
  const latin = repaired.filter((text) => text !== null && /^[\x20-\x7E]+$/.test(text)) as string[]
  const plain = [code, shifted, ...latin].filter((text) => text !== '')
  return [...new Set([...plain, ...plain.map((text) => text.toUpperCase())])]
}

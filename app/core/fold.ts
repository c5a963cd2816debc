import { latinDigits } from '#app/core/digits'

/** Letters that look alike to a reader but differ in code, each with the one that is kept. */
const SAME_LETTER: Readonly<Record<string, string>> = {
  ي: 'ی',
  ى: 'ی',
  ې: 'ی',
  ك: 'ک',
  ڪ: 'ک',
  ة: 'ه',
  ە: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ٱ: 'ا',
  ء: '',
  ـ: '',
}
const SAME_LETTERS = new RegExp(`[${Object.keys(SAME_LETTER).join('')}]`, 'g')

const HALF_SPACE = /\u200C/g
const MARKS = /\p{M}/gu
const INVISIBLE = /[[\p{Cf}\p{Cc}]--\s]/gv
const SPACES = /\s+/g
const MAX_TERMS = 12

/**
 * The key under which a text is stored for search and by which it is sought.
 * Compatibility decomposition takes آ أ إ ؤ ئ ۀ (and é) apart into a letter and a mark, so dropping
 * the marks folds them all, vowel signs included. The half-space counts as a space, so that
 * «کفش‌ورزشی» and «کفش ورزشی» have one key.
 */
export function fold(text: string): string {
  return latinDigits(text.normalize('NFKD').toLowerCase().replace(MARKS, ''))
    .replace(SAME_LETTERS, (letter) => SAME_LETTER[letter])
    .replace(HALF_SPACE, ' ')
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .trim()
}

/**
 * The folded words of a query, each once, in order and at most twelve. Punctuation separates words
 * and is dropped, so `%` and `_` never reach a LIKE.
 */
export function searchTerms(query: string): string[] {
  const words = fold(query).split(/[^\p{L}\p{N}]+/u)
  return [...new Set(words.filter((word) => word !== ''))].slice(0, MAX_TERMS)
}

/** Latin key → Persian letter, by the standard keyboard ISIRI 9147; `\` and `` ` `` by older ones. */
const KEYS = [
  ['qwertyuiop[]', 'ضصثقفغعهخحجچ'],
  ["asdfghjkl;'", 'شسیبلاتنمکگ'],
  ['zxcvbnm,', 'ظطزرذدپو'],
  ['CH\\`', 'ژآپپ'],
]
const TO_PERSIAN = new Map<string, string>()
const TO_LATIN = new Map<string, string>([
  ['ئ', 'm'],
  ['ژ', 'c'],
  ['آ', 'h'],
  ['ي', 'd'],
  ['ك', ';'],
])
for (const [latin, persian] of KEYS) {
  for (const [place, key] of [...latin].entries()) {
    TO_PERSIAN.set(key, persian[place])
    if (!TO_LATIN.has(persian[place])) TO_LATIN.set(persian[place], key)
  }
}

/**
 * What the same keys would have written with the other keyboard layout: «;td» → «کفی»,
 * «اثممخ» → «hello». Null when the text has no letters or letters of both scripts. It is only a
 * guess: ask it when a search found nothing.
 */
export function repairLayout(text: string): string | null {
  const latin = /[a-z]/i.test(text)
  const persian = /\p{Script=Arabic}/u.test(text.replace(/[۰-۹٠-٩]/g, ''))
  if (latin === persian) return null

  return [...text].map(latin ? persianOfKey : latinOfKey).join('')
}

function persianOfKey(key: string): string {
  return TO_PERSIAN.get(key) ?? TO_PERSIAN.get(key.toLowerCase()) ?? key
}

function latinOfKey(letter: string): string {
  return TO_LATIN.get(letter) ?? letter
}

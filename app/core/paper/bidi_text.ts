import bidiFactory from 'bidi-js'

/*
 * Text of mixed directions as a printer needs it: pieces of one direction in the order in which they
 * stand on the paper, from left to right. The PDF writer shapes and joins letters, but reverses
 * digits and words of a line that is not of one direction; so it is given one piece at a time.
 */

/* The package is CommonJS and its types say otherwise: what is imported is the factory itself. */
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)()

/** A piece of a line: a word, a number or blanks, of one direction. */
export interface Piece {
  /** As the writer takes it. */
  text: string
  width: number
}

export interface Line {
  /** From left to right. */
  pieces: Piece[]
  width: number
  /** As it is read. */
  reading: string
}

interface Part extends Piece {
  reading: string
  level: number
  isBlank: boolean
}

export interface Setting {
  isRtl: boolean
  /** In points. */
  width: number
  measure(text: string): number
}

/** Breaks a text into lines no wider than `width`; a word that is wider is broken within. */
export function linesOf(text: string, { isRtl, width, measure }: Setting): Line[] {
  return text
    .split('\n')
    .flatMap((paragraph) => breakUp(partsOf(paragraph, isRtl, measure), width, measure))
    .map(lineOf)
}

/** Words, numbers and blanks in reading order, each with its level of embedding. */
function partsOf(text: string, isRtl: boolean, measure: Setting['measure']): Part[] {
  const { levels: all } = bidi.getEmbeddingLevels(text, isRtl ? 'rtl' : 'ltr')
  const isShown = (_: unknown, at: number) => !FORMAT.test(text[at])
  const levels = all.filter(isShown)
  const shown = text.split('').filter(isShown).join('')
  const parts: Part[] = []
  let start = 0
  for (let end = 1; end <= shown.length; end++) {
    if (end < shown.length && belongTogether(shown, levels, end)) continue
    parts.push(partOf(shown.slice(start, end), levels[start], measure))
    start = end
  }
  return shown === '' ? [] : parts
}

/** Marks of direction: they have done their work once the levels are known. */
const FORMAT = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/

const isSpace = (char: string) => char === ' ' || char === '\t'
const isArabic = (char: string) => /\p{Script=Arabic}/u.test(char)

/** Whether a character is of one piece with the one before it. */
function belongTogether(text: string, levels: Uint8Array, at: number): boolean {
  const [before, here] = [text[at - 1], text[at]]
  if (/[\uDC00-\uDFFF]/.test(here)) return true
  if (levels[at] !== levels[at - 1] || isSpace(here) !== isSpace(before)) return false
  /* Persian digits beside Latin letters: the writer would take them for one script. */
  return levels[at] % 2 === 1 || isArabic(here) === isArabic(before)
}

function partOf(reading: string, level: number, measure: Setting['measure']): Part {
  const text = forWriter(reading, level)
  return { reading, text, level, width: measure(text), isBlank: isSpace(reading[0]) }
}

/**
 * The writer sets a piece from right to left when its first letter or digit is of the Arabic
 * script, else from left to right. Where that is not the piece's own direction it is given
 * backwards; such pieces are digits and signs, which do not join. Brackets that open to the left
 * are mirrored.
 */
function forWriter(reading: string, level: number): string {
  const isRtl = level % 2 === 1
  const chars = [...reading]
  const mirrored = isRtl ? chars.map((char) => bidi.getMirroredCharacter(char) ?? char) : chars
  const first = chars.find((char) => !/[\p{Script=Common}\p{Script=Inherited}]/u.test(char))
  const isSetRtl = first !== undefined && isArabic(first)
  return (isSetRtl === isRtl ? mirrored : mirrored.reverse()).join('')
}

function breakUp(parts: Part[], width: number, measure: Setting['measure']): Part[][] {
  const lines: Part[][] = [[]]
  let used = 0
  for (const word of wordsOf(parts)) {
    const length = widthOf(word)
    if (used + length > width && used > 0 && !word[0].isBlank) {
      lines.push([])
      used = 0
    }
    if (length <= width) {
      lines.at(-1)!.push(...word)
      used += length
      continue
    }
    for (const piece of word.flatMap((part) => splitWide(part, width, measure))) {
      if (used + piece.width > width && used > 0) {
        lines.push([])
        used = 0
      }
      lines.at(-1)!.push(piece)
      used += piece.width
    }
  }
  return lines.map(withoutBlanksAround)
}

/** Parts between which a line may end: blanks stand alone, all else sticks to its neighbours. */
function wordsOf(parts: Part[]): Part[][] {
  const words: Part[][] = []
  parts.forEach((part, index) => {
    const sticks = index > 0 && !part.isBlank && !parts[index - 1].isBlank
    if (sticks) words.at(-1)!.push(part)
    else words.push([part])
  })
  return words
}

/** A word without a blank that is wider than its column. */
function splitWide(part: Part, width: number, measure: Setting['measure']): Part[] {
  if (part.width <= width) return [part]
  const chars = [...part.reading]
  if (chars.length < 2) return [part]
  const half = Math.ceil(chars.length / 2)
  return [chars.slice(0, half), chars.slice(half)].flatMap((some) =>
    splitWide(partOf(some.join(''), part.level, measure), width, measure)
  )
}

function withoutBlanksAround(line: Part[]): Part[] {
  const first = line.findIndex((part) => !part.isBlank)
  const last = line.findLastIndex((part) => !part.isBlank)
  return first < 0 ? [] : line.slice(first, last + 1)
}

const widthOf = (pieces: Piece[]) => pieces.reduce((sum, piece) => sum + piece.width, 0)

function lineOf(parts: Part[]): Line {
  return {
    pieces: ordered(parts).map(({ text, width }) => ({ text, width })),
    width: widthOf(parts),
    reading: parts.map((part) => part.reading).join(''),
  }
}

/** From the highest level down to the lowest odd one, each stretch is turned round (UAX 9, L2). */
function ordered(parts: Part[]): Part[] {
  const line = [...parts]
  const levels = line.map((part) => part.level)
  for (let level = Math.max(0, ...levels); level > 0; level--) {
    let start = 0
    while (start < line.length) {
      let end = start
      while (end < line.length && line[end].level >= level) end++
      const turned = line.slice(start, end).reverse()
      line.splice(start, turned.length, ...turned)
      start = Math.max(end, start + 1)
    }
  }
  return line
}

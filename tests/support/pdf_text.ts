import { inflateSync } from 'node:zlib'

/*
 * Reads a PDF as a viewer does: glyphs at their places, and by the font's own table what they mean.
 * Just enough of the format for papers of our own.
 */

/** One line of text, as its glyphs stand on the page and as a viewer reads them. */
export interface PdfLine {
  page: number
  /** What a search or a copy finds. */
  reading: string
  /** What is seen, from left to right. */
  seen: string
  /** Left edge of each piece, in points. */
  lefts: number[]
}

export interface PdfText {
  pages: number
  title: string
  lines: PdfLine[]
  readings: string[]
}

/** The direction in which a paper is read. */
type Way = 'L' | 'R'

export function readPdf(file: Buffer, base: Way): PdfText {
  const source = file.toString('latin1')
  const objects = objectsOf(file, source)
  const kids = /\/Type \/Pages[\s\S]*?\/Kids \[([^\]]*)\]/.exec(source)![1]
  const pageIds = [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => Number(id))
  const lines = pageIds.flatMap((id, index) => pageLines(objects, id, base).map(onPage(index + 1)))
  const titleId = Number(/\/Title (\d+) 0 R/.exec(source)![1])
  const title = /\((.*)\)/s.exec(objects.get(titleId)!.head)![1]
  return {
    pages: pageIds.length,
    title: utf16(Buffer.from(unescaped(title), 'latin1')),
    lines,
    readings: lines.map((line) => line.reading),
  }
}

interface PdfObject {
  head: string
  stream: Buffer | null
}
type Objects = Map<number, PdfObject>

const onPage = (page: number) => (line: Omit<PdfLine, 'page'>) => ({ ...line, page })

function objectsOf(file: Buffer, source: string): Objects {
  const objects: Objects = new Map()
  for (const found of source.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = found.index + found[0].length
    const end = source.indexOf('endobj', start)
    const body = source.slice(start, end)
    const at = body.indexOf('stream\n')
    const head = at < 0 ? body : body.slice(0, at)
    const length = Number(/\/Length (\d+)/.exec(head)?.[1])
    const from = start + at + 'stream\n'.length
    const raw = at < 0 ? null : file.subarray(from, from + length)
    const isPacked = head.includes('/FlateDecode')
    objects.set(Number(found[1]), { head, stream: raw && isPacked ? inflateSync(raw) : raw })
  }
  return objects
}

function pageLines(objects: Objects, id: number, base: Way): Omit<PdfLine, 'page'>[] {
  const { head } = objects.get(id)!
  const contents = Number(/\/Contents (\d+) 0 R/.exec(head)![1])
  const resources = objects.get(Number(/\/Resources (\d+) 0 R/.exec(head)![1]))!.head
  const fontList = /\/Font <<([\s\S]*?)>>/.exec(resources)![1]
  const fonts = new Map(
    [...fontList.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, ref]) => [
      name,
      unicodeOf(objects, Number(ref)),
    ])
  )
  return linesOf(objects.get(contents)!.stream!.toString('latin1'), fonts, base)
}

function unicodeOf(objects: Objects, font: number): string[] {
  const ref = Number(/\/ToUnicode (\d+) 0 R/.exec(objects.get(font)!.head)![1])
  const table = objects.get(ref)!.stream!.toString('latin1')
  return [...table.matchAll(/<[\da-f]+> <[\da-f]+> \[(.*?)\]/gs)].flatMap(([, list]) =>
    [...list.matchAll(/<([\da-f ]*)>/g)].map(([, hex]) => utf16(hexBytes(hex)))
  )
}

interface Shown {
  left: number
  bottom: number
  /** One text for each glyph; a ligature stands for several letters. */
  glyphs: string[]
}

/** Pieces on one height, one right of the other, are a line. */
function linesOf(content: string, fonts: Map<string, string[]>, base: Way) {
  const pieces = [
    ...content.matchAll(/BT\n1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\n\/(F\d+) [\d.]+ Tf\n([\s\S]*?)ET/g),
  ].map(([, left, bottom, font, shown]) => ({
    left: Number(left),
    bottom: Number(bottom),
    glyphs: glyphsOf(shown, fonts.get(font)!),
  }))
  const lines: Shown[][] = []
  for (const piece of pieces) {
    const last = lines.at(-1)?.at(-1)
    if (last && last.bottom === piece.bottom && last.left < piece.left) lines.at(-1)!.push(piece)
    else lines.push([piece])
  }
  return lines.map((line) => ({
    reading: readingOf(
      line.map((piece) => piece.glyphs),
      base
    ),
    seen: line.map((piece) => piece.glyphs.join('')).join(''),
    lefts: line.map((piece) => piece.left),
  }))
}

const isRtl = (glyphs: string[]) => /(?=\p{Script=Arabic})\p{L}/u.test(glyphs.join(''))
const isLtr = (glyphs: string[]) => /[\p{Script=Latin}\p{Nd}]/u.test(glyphs.join(''))

const MIRRORED: Record<string, string> = { '(': ')', ')': '(', '«': '»', '»': '«' }
const turned = (run: string[][]) =>
  run
    .flat()
    .reverse()
    .map((glyph) => MIRRORED[glyph] ?? glyph)

/**
 * As viewers do it: stretches of one direction are found, those to the left are turned round, and
 * in a line of Persian the stretches themselves stand from right to left.
 */
function readingOf(pieces: string[][], base: Way): string {
  if (!pieces.some(isRtl)) return pieces.flat().join('')
  const goes = pieces.map((piece) => (isRtl(piece) ? 'R' : isLtr(piece) ? 'L' : 'N'))
  const way = goes.map((one, at) => {
    if (one !== 'N') return one
    return goes[at - 1] === goes[at + 1] ? goes[at - 1] : base
  })
  const runs: { way: string; pieces: string[][] }[] = []
  pieces.forEach((piece, at) => {
    if (runs.at(-1)?.way === way[at]) runs.at(-1)!.pieces.push(piece)
    else runs.push({ way: way[at], pieces: [piece] })
  })
  const read = runs.map((run) => (run.way === 'R' ? turned(run.pieces) : run.pieces.flat()))
  return (base === 'R' ? read.reverse() : read).flat().join('')
}

function glyphsOf(shown: string, unicode: string[]): string[] {
  const hex = [...shown.matchAll(/<([\da-f]+)>/g)].map(([, codes]) => codes).join('')
  return (hex.match(/.{4}/g) ?? []).map((code) => unicode[Number.parseInt(code, 16)])
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const unescaped = (text: string) =>
  text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char)

const hexBytes = (hex: string) => Buffer.from(hex.replace(/ /g, ''), 'hex')

function utf16(bytes: Buffer): string {
  const isMarked = bytes[0] === 0xfe && bytes[1] === 0xff
  const isPlain = bytes.length % 2 === 1 || (!isMarked && bytes.every((byte) => byte > 31))
  if (isPlain && !isMarked) return bytes.toString('latin1')
  return Buffer.from(isMarked ? bytes.subarray(2) : bytes)
    .swap16()
    .toString('utf16le')
}

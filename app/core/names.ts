const ARABIC_LETTERS: Readonly<Record<string, string>> = { ي: 'ی', ى: 'ی', ك: 'ک' }

/** Bidi controls, zero-width and format characters, all but the half-space that Persian needs. */
const UNSEEN_IN_LINE = /[[\p{Cf}\p{Cc}]--[\u200C\s]]/gv
const UNSEEN_IN_TEXT = /[[\p{Cf}\p{Cc}]--[\u200C\n\t]]/gv

/**
 * A name as it is stored: one line, trimmed, single spaces, Persian ی and ک instead of the Arabic
 * ones, without invisible characters. The half-space inside a word stays.
 */
export function normalizeName(text: string): string {
  return persianLetters(text.replace(UNSEEN_IN_LINE, ''))
    .replace(/\u200C{2,}/g, '\u200C')
    .replace(/\u200C*\s[\s\u200C]*/g, ' ')
    .replace(/^[ \u200C]+|[ \u200C]+$/g, '')
}

/**
 * A text of several lines as it is stored: lines end with \n, at most one empty line in a row,
 * nothing invisible, letters as in {@link normalizeName}.
 */
export function normalizeText(text: string): string {
  const shown = text.replace(/\r\n?/g, '\n').replace(UNSEEN_IN_TEXT, '')
  const lines = persianLetters(shown).split('\n')
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** Letters are composed first, so that the Arabic ones are met in one form only. */
function persianLetters(text: string): string {
  return text.normalize('NFC').replace(/[يىك]/g, (letter) => ARABIC_LETTERS[letter])
}

/**
 * Whether a text carries markup or script. Pages escape whatever they show; this only keeps such
 * texts out of fields in which they can never be meant, such as a person's name.
 */
export function hasScript(text: string): boolean {
  return /<\s*[a-z/!?]|javascript\s*:|\bon[a-z]+\s*=|&#?\w+;|\{\{|\$\{/i.test(text)
}

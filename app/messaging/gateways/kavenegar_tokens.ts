const ZWNJ = '\u200c'
const LONGEST = 100

/** Spaces that the provider allows in each token of `verify/lookup`. */
const SPACES = { token: 0, token2: 0, token3: 0, token10: 5, token20: 8 } as const

const isPersian = (letter: string) => /\p{Script=Arabic}/u.test(letter) && !/\p{N}/u.test(letter)

/** Two Persian words keep apart by a half-space; anything else by a dash. */
const glue = (before: string, after: string) => (isPersian(before) && isPersian(after) ? ZWNJ : '-')

/**
 * A value in a shape that the provider cannot refuse with 431: no newline, no tab, no underscore,
 * at most 100 characters and only as many spaces as that token may have.
 */
export function cleanToken(value: string, spacesAllowed: number): string {
  const words = value.split(/[\s_]+/u).filter(Boolean)
  let spacesLeft = spacesAllowed
  const joined = words.reduce((text, word) => {
    if (text === '') return word
    if (spacesLeft-- > 0) return `${text} ${word}`
    return `${text}${glue([...text].at(-1)!, [...word][0])}${word}`
  }, '')
  let short = ''
  for (const letter of joined) {
    if (short.length + letter.length > LONGEST) break
    short += letter
  }
  return short.replace(/[\s\u200c]+$/u, '') || '-'
}

/** The tokens that the provider knows, cleaned. It insists on `token`. */
export function cleanTokens(tokens: Record<string, string>): Record<string, string> {
  const clean: Record<string, string> = { token: '-' }
  for (const [name, spaces] of Object.entries(SPACES)) {
    if (tokens[name] !== undefined) clean[name] = cleanToken(tokens[name], spaces)
  }
  return clean
}

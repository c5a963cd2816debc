import type { I18n } from '@adonisjs/i18n'

/** The key under which the languages say what a law says: `ledger_held_holds_that_are_neither…`. */
export function slugOfLaw(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

/** What a law says, in the reader's language; one that has no sentence yet shows its own name. */
export function lawSentence(name: string, i18n: I18n): { text: string; foreign: boolean } {
  const key = `laws.${slugOfLaw(name)}`
  if (i18n.hasMessage(key)) return { text: i18n.t(key), foreign: false }
  return { text: name, foreign: true }
}

/** The books that a law is about: the word before its colon. */
export const booksOf = (name: string) => name.split(':')[0]

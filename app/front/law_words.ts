import type { I18n } from '@adonisjs/i18n'
import type { BreachPlace } from '#app/front/queries/breach_places'

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

/** What a breach is about: «بستهٔ اعتبار ۸۱», «جمع کل»; null when only its own name is known. */
export function placeWords({ of, id, what }: BreachPlace, i18n: I18n): string | null {
  const key = `front.self_audit.places.${of}`
  if (of === null || !i18n.hasMessage(key)) return null
  if (of === 'crm_records') return `${i18n.t(key)}: ${i18n.t(`crm.records.${what}`)}`
  if (of === 'sum') {
    const summed = `front.self_audit.sum.${what === 'till + shop' ? 'doors' : what}`
    return i18n.t(i18n.hasMessage(summed) ? summed : key)
  }
  const number = new Intl.NumberFormat(i18n.locale === 'fa' ? 'fa-IR' : 'en', {
    useGrouping: false,
  })
  return id === null ? i18n.t(key) : `${i18n.t(key)} ${number.format(id)}`
}

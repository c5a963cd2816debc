import type { I18n } from '@adonisjs/i18n'
import type { TimelineEntry } from '#app/crm/queries/timeline'

/** Where the languages name the reasons that the house itself chose from. */
const NAMED = ['sales.reasons', 'statuses.return_reason', 'statuses.adjustment_reason']

/** Why something in the file happened, in the reader's language; somebody's own words as they are. */
export function reasonOf({ facts }: TimelineEntry, i18n: I18n): string | null {
  const { reason } = facts
  if (typeof reason !== 'string' || reason === '') return null
  const key = NAMED.map((group) => `${group}.${reason}`).find((each) => i18n.hasMessage(each))
  return key ? i18n.t(key) : reason
}

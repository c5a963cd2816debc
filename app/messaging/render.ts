import { DateTime } from 'luxon'
import i18nManager from '@adonisjs/i18n/services/main'
import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'
import type { TemplateName } from '#app/messaging/templates'

/** A value of a text: money as `{ rial }`, a moment, a percent as `{ basisPoints }`, or plain. */
export type TextValue = string | number | DateTime | { rial: number } | { basisPoints: number }
export type TextValues = Record<string, TextValue>

/** The text of a template as its receiver reads it: Toman, Jalali dates and digits of his language. */
export function render(template: TemplateName, locale: Locale, values: TextValues): string {
  const shown = Object.entries(values).map(([key, value]) => [key, show(value, locale)])
  return i18nManager.locale(locale).t(`texts.${template}`, Object.fromEntries(shown))
}

/** Subject of the template's e-mail. */
export function renderSubject(template: TemplateName, locale: Locale, values: TextValues): string {
  const shown = Object.entries(values).map(([key, value]) => [key, show(value, locale)])
  return i18nManager.locale(locale).t(`subjects.${template}`, Object.fromEntries(shown))
}

function show(value: TextValue, locale: Locale): string {
  const language = languageOf(locale)
  if (value instanceof DateTime) return language.date(value)
  if (typeof value === 'number') return language.number(value)
  if (typeof value === 'string') return value
  return 'rial' in value ? language.money(value.rial) : language.percent(value.basisPoints)
}

import { RequestValidator, type HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { I18n } from '@adonisjs/i18n'
import i18nManager from '@adonisjs/i18n/services/main'
import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'

RequestValidator.messagesProvider = (ctx) => ctx.i18n.createMessagesProvider()

/** The language of the request: its address says it; a member of staff's profile may change it later. */
export default class LanguageMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    speak(ctx, ctx.prefix === '/en' ? 'en' : 'fa')
    return next()
  }
}

/** One of each language for all requests: nobody changes its language. */
const sentences: Partial<Record<Locale, I18n>> = {}

/** Makes the request and its page speak a language. */
export function speak(ctx: HttpContext, locale: Locale) {
  ctx.locale = locale
  ctx.i18n = sentences[locale] ??= i18nManager.locale(locale)
  ctx.view.share({
    ...languageOf(locale),
    i18n: ctx.i18n,
    prefix: ctx.prefix,
    path: ctx.request.url(),
  })
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    i18n: I18n
    locale: Locale
  }
}

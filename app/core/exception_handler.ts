import { errors as vineErrors } from '@vinejs/vine'
import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { errors as shieldErrors } from '@adonisjs/shield'
import type { StatusPageRange, StatusPageRenderer } from '@adonisjs/core/types/http'
import { languageOf } from '#app/core/language'
import { speak } from '#app/core/middleware/language_middleware'
import { Refusal } from '#app/core/refusal'
import { flashTyped } from '#app/core/typed_input'

const page: StatusPageRenderer = (error, ctx) =>
  ctx.view.render('pages/error', { status: error.status ?? 500, reference: ctx.request.id() })

/**
 * How a "no" reaches the person: beside its field on a page, as status, code and sentence in the
 * API. Anything that is neither a refusal nor bad input is a bug: 500 with a reference number.
 */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = app.inDev
  protected renderStatusPages = !app.inDev
  protected statusPages: Record<StatusPageRange, StatusPageRenderer> = {
    '400..499': page,
    '500..599': page,
  }

  protected ignoreExceptions = [Refusal]

  async handle(error: unknown, ctx: HttpContext) {
    /* An address that no route knows has passed no middleware. */
    if (!ctx.i18n) speak(ctx, ctx.prefix === '/en' ? 'en' : 'fa')
    if (error instanceof Refusal) return this.#refuse(error, ctx)
    if (error instanceof shieldErrors.E_BAD_CSRF_TOKEN) {
      return this.#refuse(new Refusal('form_expired', { status: 403 }), ctx)
    }
    if (error instanceof vineErrors.E_VALIDATION_ERROR && wantsJson(ctx)) {
      return ctx.response.status(422).send({
        errors: (error.messages as { rule: string; field: string; message: string }[]).map(
          ({ rule, field, message }) => ({ code: rule, field, message })
        ),
      })
    }
    const answer = await super.handle(error, ctx)
    if (error instanceof vineErrors.E_VALIDATION_ERROR) await flashTyped(ctx)
    return answer
  }

  async #refuse(refusal: Refusal, ctx: HttpContext) {
    const { field, allowed } = refusal.details
    const message = sentenceOf(refusal, ctx)
    if (wantsJson(ctx)) {
      return ctx.response
        .status(refusal.status)
        .send({ errors: [{ code: refusal.refusal, field, message, allowed }] })
    }
    const isForm = !['GET', 'HEAD'].includes(ctx.request.method())
    if (refusal.status === 404 || !isForm) {
      ctx.response.status(refusal.status)
      return ctx.view
        .render('pages/error', {
          status: refusal.status,
          reference: ctx.request.id(),
          sentence: message,
        })
        .then((html) => ctx.response.send(html))
    }
    await flashTyped(ctx)
    ctx.session.flash('refusal', { code: refusal.refusal, field, message })
    ctx.session.flash('inputErrorsBag', field ? { [field]: [message] } : {})
    if (!field) ctx.session.flash('error', message)
    return ctx.response.redirect().withQs().back()
  }
}

function wantsJson(ctx: HttpContext) {
  return ctx.request.url().startsWith('/api/') || ctx.request.accepts(['html', 'json']) === 'json'
}

/** The sentence of a refusal in the language of the request. */
export function sentenceOf(refusal: Refusal, ctx: Pick<HttpContext, 'i18n' | 'locale'>) {
  const { money, number } = languageOf(ctx.locale)
  const params = Object.entries(refusal.details.params ?? {}).map(([key, value]) => [
    key,
    typeof value === 'number'
      ? number(value)
      : typeof value === 'string'
        ? value
        : 'rial' in value
          ? money(value.rial)
          : value[ctx.locale],
  ])
  return ctx.i18n.t(`refusals.${refusal.refusal}`, Object.fromEntries(params))
}

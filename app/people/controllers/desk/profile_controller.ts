import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { staffOf } from '#app/people/session'

const form = vine.create({ locale: vine.enum(['fa', 'en'] as const) })

/** What a member of staff sets for himself: the language of his desk and of his messages. */
export default class ProfileController {
  edit(ctx: HttpContext) {
    return ctx.view.render('people/desk/profile', { me: staffOf(ctx) })
  }

  async update(ctx: HttpContext) {
    const { locale } = await ctx.request.validateUsing(form)
    await staffOf(ctx).merge({ locale }).save()
    return ctx.response.redirect().toPath(`${locale === 'en' ? '/en' : ''}/desk/profile`)
  }
}

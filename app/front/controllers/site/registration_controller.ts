import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { forgetInvitation, invitationOf } from '#app/club/invitation'
import { membershipTerms } from '#app/club/membership'
import { clock } from '#app/core/clock'
import { nameField, textField } from '#app/core/fields'
import { timeOf } from '#app/core/sql'
import { registerAtSite } from '#app/front/actions/register_at_site'
import { leave } from '#app/front/controllers/site/sign_in_controller'
import { signInHooks } from '#app/people/sign_in_hooks'

const form = vine.create({
  firstName: nameField(),
  lastName: nameField(),
  joins: vine.accepted().optional(),
  referralCode: textField({ max: 20 }).optional(),
})

/** The few fields of somebody whose number is proved and new to us. */
export default class RegistrationController {
  async create({ response, session, view, prefix }: HttpContext) {
    const mobile = provedMobile(session)
    if (!mobile) return response.redirect().toPath(`${prefix}/sign-in`)
    const code = invitationOf(session)
    const { voluntary, invitation } = await membershipTerms()
    return view.render('front/site/register', { phone: mobile, code, voluntary, invitation })
  }

  async store(ctx: HttpContext) {
    const { request, response, session, locale, prefix } = ctx
    const mobile = provedMobile(session)
    if (!mobile) return response.redirect().toPath(`${prefix}/sign-in`)
    const { joins, ...person } = await request.validateUsing(form)
    const customer = await registerAtSite({ ...person, mobile, locale, joins: Boolean(joins) })
    session.forget('newcomer')
    if (joins) forgetInvitation(session)
    await ctx.auth.use('member').signIn(customer)
    await signInHooks.run(ctx, customer)
    session.flash(
      'success',
      ctx.i18n.t('front.register.welcome', { name: customer.fullName(locale) })
    )
    return leave(ctx)
  }
}

/** The number whose code he entered, for half an hour. The session cookie is sealed by us. */
function provedMobile(session: HttpContext['session']): string | null {
  const newcomer: { mobile: string; until: string } | undefined = session.get('newcomer')
  return newcomer && timeOf(newcomer.until) > clock.now() ? newcomer.mobile : null
}

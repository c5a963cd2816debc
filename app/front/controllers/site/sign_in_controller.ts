import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { invitationOf, keepInvitation } from '#app/club/invitation'
import { clock } from '#app/core/clock'
import { digitsField, mobileField } from '#app/core/fields'
import { sqlTime } from '#app/core/sql'
import { askForCode } from '#app/crm/actions/ask_for_code'
import { signInWithCode } from '#app/crm/actions/sign_in_with_code'
import { localPath } from '#app/people/local_path'
import { CODE_RULES } from '#app/people/models/sign_in_code'
import { signInHooks } from '#app/people/sign_in_hooks'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'
import env from '#start/env'

const asking = vine.create({ mobile: mobileField() })
const entering = vine.create({ code: digitsField({ length: CODE_RULES.digits }) })

const NEWCOMER_MINUTES = 30

/** A number, a code to it, and he is in; whether we know the number shows only after the code. */
export default class SignInController {
  async create(ctx: HttpContext) {
    const { request, session, view } = ctx
    const next = localPath(request.qs().next, '')
    if (next) session.put('next', next)
    keepInvitation(session, request.qs().ref)
    if (ctx.customer) return leave(ctx)
    const members = env.get('DEMO') ? DEMO_ACCOUNTS.members : []
    return view.render('front/site/sign_in', { phone: session.get('signing_in') ?? '', members })
  }

  /** Sends a code; the same form sends another one. */
  async ask({ request, response, session, locale, prefix }: HttpContext) {
    const { mobile } = await request.validateUsing(asking)
    await askForCode({ mobile, ip: request.ip(), locale })
    session.put('signing_in', mobile)
    return response.redirect().toPath(`${prefix}/sign-in/code`)
  }

  async code({ response, session, view, prefix }: HttpContext) {
    const phone = session.get('signing_in')
    if (!phone) return response.redirect().toPath(`${prefix}/sign-in`)
    return view.render('front/site/sign_in_code', {
      phone,
      rules: CODE_RULES,
      demo: env.get('DEMO'),
    })
  }

  async store(ctx: HttpContext) {
    const { request, response, session, prefix } = ctx
    const mobile = session.get('signing_in')
    if (!mobile) return response.redirect().toPath(`${prefix}/sign-in`)
    const { code } = await request.validateUsing(entering)
    const customer = await signInWithCode({ mobile, code })
    session.forget('signing_in')
    if (!customer) {
      const until = sqlTime(clock.now().plus({ minutes: NEWCOMER_MINUTES }))
      session.put('newcomer', { mobile, until })
      return response.redirect().toPath(`${prefix}/sign-in/register`)
    }
    await ctx.auth.use('member').signIn(customer)
    await signInHooks.run(ctx, customer)
    return leave(ctx)
  }

  async destroy(ctx: HttpContext) {
    await ctx.auth.use('member').signOut()
    return ctx.response.redirect().toPath(ctx.prefix || '/')
  }
}

/** Back to the page he wanted; who came by an invitation, to the form that takes it. */
export function leave({ response, session, prefix }: HttpContext) {
  const home = invitationOf(session) ? '/panel/join' : '/panel'
  const next = localPath(session.pull('next'), home)
  return response.redirect().toPath(next === '/' ? prefix || '/' : prefix + next)
}

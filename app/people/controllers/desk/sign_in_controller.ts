import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { errors as limiterErrors } from '@adonisjs/limiter'
import limiter from '@adonisjs/limiter/services/main'
import { fold } from '#app/core/fold'
import { Refusal } from '#app/core/refusal'
import { localPath } from '#app/people/local_path'
import { audit } from '#app/people/models/audit'
import { staffByPassword } from '#app/people/staff_sign_in'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'
import env from '#start/env'

const form = vine.create({
  username: vine.string().trim().maxLength(60),
  password: vine.string().maxLength(200),
})

const TRIES_A_MINUTE = 10
/** Of one address, whatever names it tries. */
const FAILURES_A_MINUTE = 30

/** Staff sign in by name and password; the answer to a wrong one never says which was wrong. */
export default class StaffSignInController {
  async create(ctx: HttpContext) {
    const { request, response, view, prefix } = ctx
    if (ctx.staff) return response.redirect().toPath(`${prefix}/desk`)
    const accounts = env.get('DEMO') ? DEMO_ACCOUNTS : null
    const chosen = accounts?.staff.find(({ username }) => username === request.qs().as)
    const next = localPath(request.qs().next, '')
    return view.render('people/desk/sign_in', { accounts, chosen, next })
  }

  async store(ctx: HttpContext) {
    const { request, response } = ctx
    const { username, password } = await request.validateUsing(form)
    const staff = await this.#verify(ctx, username, password)
    if (!staff) {
      await audit('sign_in', { outcome: 'failed', after: { username } }, ctx)
      throw new Refusal('wrong_password', { field: 'password' })
    }
    await ctx.auth.use('staff').signIn(staff)
    await audit('sign_in', {}, { kind: 'staff', id: staff.id })
    const prefix = staff.locale === 'en' ? '/en' : ''
    return response.redirect().toPath(prefix + localPath(request.input('next'), '/desk'))
  }

  async destroy(ctx: HttpContext) {
    await ctx.auth.use('staff').signOut()
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/sign-in`)
  }

  /**
   * Tries are counted by address and name; the eleventh in a minute is not even looked at. Failures
   * are counted by address alone too, so that trying one password on many names ends soon.
   */
  async #verify({ request }: HttpContext, username: string, password: string) {
    const here = limiter.use({ requests: FAILURES_A_MINUTE, duration: '1 minute' })
    const named = limiter.use({ requests: TRIES_A_MINUTE, duration: '1 minute' })
    const address = `desk_sign_in:${request.ip()}`
    const key = `${address}:${fold(username)}`
    try {
      await here.consume(address)
      await named.consume(key)
    } catch (error) {
      if (!(error instanceof limiterErrors.E_TOO_MANY_REQUESTS)) throw error
      throw new Refusal('too_many_tries', { field: 'password', status: 429 })
    }
    const staff = await staffByPassword(username, password)
    if (staff) {
      await named.delete(key)
      await here.decrement(address)
    }
    return staff
  }
}

import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { clock } from '#app/core/clock'
import { endOffDuty, setOffDuty } from '#app/people/actions/set_off_duty'
import { staffOf } from '#app/people/session'

const form = vine.create({ locale: vine.enum(['fa', 'en'] as const) })

/** Days off that the form offers; 0 ends them. */
const DAYS = [0, 1, 2, 3, 7, 14] as const
const duty = vine.create({ days: vine.number().in([...DAYS]) })

/** What a member of staff sets for himself: the language of his desk and of his messages. */
export default class ProfileController {
  edit(ctx: HttpContext) {
    return ctx.view.render('people/desk/profile', { me: staffOf(ctx), days: DAYS })
  }

  async update(ctx: HttpContext) {
    const { locale } = await ctx.request.validateUsing(form)
    await staffOf(ctx).merge({ locale }).save()
    return ctx.response.redirect().toPath(`${locale === 'en' ? '/en' : ''}/desk/profile`)
  }

  /** He is away for some days, or back. */
  async duty(ctx: HttpContext) {
    const { days } = await ctx.request.validateUsing(duty)
    const { id: staffId } = staffOf(ctx)
    const [me, now] = [{ staffId, by: { kind: 'staff' as const, id: staffId } }, clock.now()]
    if (days === 0) await endOffDuty(me)
    else await setOffDuty({ ...me, from: now, until: now.plus({ days: days - 1 }) })
    ctx.session.flash('success', ctx.i18n.t(days ? 'people.duty.gone' : 'people.duty.back'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/profile`)
  }
}

import type { HttpContext } from '@adonisjs/core/http'
import { clock } from '#app/core/clock'
import { startOfTehranDay } from '#app/core/jalali'
import { dayOf, doneSince } from '#app/crm/queries/task_list'
import { live } from '#app/messaging/live'
import { staffOf } from '#app/people/session'

/** The first page of a working day: what is late, what is for today, what comes after. */
export default class DayController {
  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const day = await dayOf(staff)
    const done = await doneSince(staff, startOfTehranDay(clock.now()))
    return ctx.view.render('front/desk/day', {
      ...day,
      done,
      me: staff,
      channel: live.staff(staff.id),
    })
  }
}

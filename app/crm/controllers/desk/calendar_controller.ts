import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { jalaliMonthName, weekdayName } from '#app/core/jalali'
import { mayChange } from '#app/crm/calendar_form'
import CalendarChange from '#app/crm/models/calendar_change'
import {
  calendarChanges,
  holidaysOf,
  jalaliYearNow,
  monthsOf,
  spansOfBranch,
} from '#app/crm/queries/year_calendar'
import Branch from '#app/people/models/branch'
import { staffOf } from '#app/people/session'

/** The year of the house: Fridays, holidays, working hours, and what was changed. */
export default class CalendarController {
  async index(ctx: HttpContext) {
    const { branches, branchId, all } = await this.#branches(ctx)
    const year = this.#year(ctx)
    const holidays = await holidaysOf(year, branchId)
    return ctx.view.render('crm/desk/calendar', {
      year,
      branches,
      branchId,
      all,
      holidays,
      months: monthsOf(year, holidays),
      spans: await spansOfBranch(branchId),
      changes: await calendarChanges(),
      running: await CalendarChange.findBy({ openKey: 'running' }),
      monthName: (month: number) => jalaliMonthName(month, ctx.locale),
      weekday: (day: number) => weekdayName(day, ctx.locale),
      mine: (holiday: { branchId: number | null }) => mayChange(ctx, holiday.branchId),
    })
  }

  async #branches(ctx: HttpContext) {
    const mine = staffOf(ctx).branchesFor('calendar.write')
    const open = await Branch.active()
    const branches = mine === 'all' ? open : open.filter(({ id }) => mine.includes(id))
    const asked = Number(ctx.request.qs().branch)
    const branchId = branches.find(({ id }) => id === asked)?.id ?? null
    return { branches, branchId, all: mine === 'all' }
  }

  #year(ctx: HttpContext) {
    const asked = Number(latinDigits(String(ctx.request.qs().year ?? '')))
    return asked >= 1390 && asked <= 1470 ? Math.trunc(asked) : jalaliYearNow()
  }
}

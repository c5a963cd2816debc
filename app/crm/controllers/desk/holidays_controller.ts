import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { addHoliday, removeHoliday } from '#app/crm/actions/change_holidays'
import { settleCalendarChange } from '#app/crm/actions/settle_calendar_change'
import { holidayAsked, holidayOf } from '#app/crm/calendar_form'
import CalendarChange from '#app/crm/models/calendar_change'
import { type HolidayChange, previewOf } from '#app/crm/moving_dates'
import { assertNewHoliday } from '#app/crm/working_calendar'
import Branch from '#app/people/models/branch'
import { staffOf } from '#app/people/session'

/** Batches of dates that the person waits for; what is more follows in the background. */
const AT_ONCE = 4

/** Holidays come and go; before either, which dates would move. */
export default class HolidaysController {
  async preview(ctx: HttpContext) {
    if (ctx.request.qs().day === undefined) {
      return ctx.response.redirect().toPath(`${ctx.prefix}/desk/calendar`)
    }
    const { holiday, typed } = await holidayAsked(ctx)
    await assertNewHoliday(holiday, db.connection())
    return this.#preview(ctx, { kind: 'added', ...holiday }, typed)
  }

  async store(ctx: HttpContext) {
    const { holiday, year } = await holidayAsked(ctx)
    const { changeId } = await addHoliday({ ...holiday, by: this.#by(ctx) })
    return this.#done(ctx, changeId, year)
  }

  async removal(ctx: HttpContext) {
    const holiday = await holidayOf(ctx)
    return this.#preview(ctx, { kind: 'removed', ...holiday }, { id: holiday.id })
  }

  async destroy(ctx: HttpContext) {
    const { id } = await holidayOf(ctx)
    const { changeId } = await removeHoliday({ holidayId: id, by: this.#by(ctx) })
    return this.#done(ctx, changeId)
  }

  async #preview(
    ctx: HttpContext,
    holiday: HolidayChange & { nameFa: string; nameEn: string },
    form: Record<string, unknown>
  ) {
    const preview = await previewOf(holiday, db.connection())
    const branch = holiday.branchId ? await Branch.find(holiday.branchId) : null
    return ctx.view.render('crm/desk/calendar_preview', { holiday, form, preview, branch })
  }

  async #done(ctx: HttpContext, changeId: number, year?: number) {
    const settled = await settleCalendarChange(changeId, AT_ONCE)
    const { lots, tasks } = await CalendarChange.findOrFail(changeId)
    const told = settled ? 'crm.calendar.done' : 'crm.calendar.follows'
    ctx.session.flash('success', ctx.i18n.t(told, { lots, tasks }))
    const path = `${ctx.prefix}/desk/calendar${year ? `?year=${year}` : ''}`
    return ctx.response.redirect().toPath(path)
  }

  #by(ctx: HttpContext) {
    return { kind: 'staff' as const, id: staffOf(ctx).id }
  }
}

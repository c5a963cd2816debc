import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { askedId } from '#app/core/asked'
import { sentenceOf } from '#app/core/exception_handler'
import { idField } from '#app/core/fields'
import { weekdayName } from '#app/core/jalali'
import { languageOf } from '#app/core/language'
import { found, NotFound, Refusal } from '#app/core/refusal'
import { setWorkingHours } from '#app/crm/actions/set_working_hours'
import { mayChange } from '#app/crm/calendar_form'
import { spansOfBranch } from '#app/crm/queries/year_calendar'
import { clockTime, fieldsOf, SHIFTS, typedWeek, WORKDAYS } from '#app/crm/working_hours'
import { Forbidden } from '#app/people/forbidden'
import Branch from '#app/people/models/branch'
import { staffOf } from '#app/people/session'

const time = () => vine.string().maxLength(12).optional()
const names = WORKDAYS.flatMap((day) => SHIFTS.flatMap((n) => Object.values(fieldsOf(day, n))))
const hoursForm = vine.create({
  branch: idField().optional(),
  ...Object.fromEntries(names.map((name) => [name, time()])),
})

type Typed = Record<string, string | undefined>

/** The hours of each weekday, of the house and of each branch. */
export default class WorkingHoursController {
  async edit(ctx: HttpContext) {
    const branch = await this.#branch(ctx, askedId(ctx, 'branch'))
    return this.#form(ctx, branch, await this.#held(ctx, branch?.id ?? null), {})
  }

  /** A "no" shows the page again at once: nothing of what was typed is lost. */
  async update(ctx: HttpContext) {
    const { branch: asked = null, ...typed } = await ctx.request.validateUsing(hoursForm)
    const branch = await this.#branch(ctx, asked as number | null)
    const branchId = branch?.id ?? null
    try {
      const spans = typedWeek(typed as Typed)
      await setWorkingHours({ branchId, spans, by: { kind: 'staff', id: staffOf(ctx).id } })
    } catch (error) {
      if (!(error instanceof Refusal) || error instanceof NotFound) throw error
      ctx.response.status(error.details.status ?? 422)
      const problems = { [error.details.field ?? 'form']: [sentenceOf(error, ctx)] }
      return this.#form(ctx, branch, typed as Typed, problems)
    }
    ctx.session.flash('success', ctx.i18n.t('crm.hours.saved'))
    const query = branchId ? `?branch=${branchId}` : ''
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/calendar/hours${query}`)
  }

  /** What holds now, as the fields show it. */
  async #held(ctx: HttpContext, branchId: number | null): Promise<Typed> {
    const { digits } = languageOf(ctx.locale)
    const spans = await spansOfBranch(branchId)
    const fields = WORKDAYS.flatMap((day) => {
      const ofDay = spans.filter(({ weekday }) => Number(weekday) === day)
      return ofDay.slice(0, SHIFTS.length).flatMap(({ starts, ends }, index) => {
        const { from, until } = fieldsOf(day, index + 1)
        return [
          [from, digits(clockTime(Number(starts)))],
          [until, digits(clockTime(Number(ends)))],
        ]
      })
    })
    return Object.fromEntries(fields)
  }

  /** A branch where he may say so; null for the house, which is for whoever may in all of them. */
  async #branch(ctx: HttpContext, id: number | null): Promise<Branch | null> {
    const mine = staffOf(ctx).branchesFor('calendar.write')
    const branchId = id ?? (mine === 'all' ? null : (mine[0] ?? null))
    if (!mayChange(ctx, branchId)) throw new Forbidden('calendar.write', branchId)
    return branchId === null ? null : found(await Branch.find(branchId))
  }

  async #form(ctx: HttpContext, branch: Branch | null, typed: Typed, problems: object) {
    const mine = staffOf(ctx).branchesFor('calendar.write')
    const open = await Branch.active()
    const weekday = (day: number) => weekdayName(day, ctx.locale)
    return ctx.view.render('crm/desk/working_hours', {
      branch,
      typed,
      problems,
      weekday,
      branches: mine === 'all' ? open : open.filter(({ id }) => mine.includes(id)),
      all: mine === 'all',
      days: WORKDAYS.map((day) => ({ day, shifts: SHIFTS.map((n) => fieldsOf(day, n)) })),
    })
  }
}

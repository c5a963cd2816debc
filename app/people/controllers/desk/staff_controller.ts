import type { DateTime } from 'luxon'
import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { askedAfter, nextPage } from '#app/core/asked'
import { clock } from '#app/core/clock'
import { jalaliDateField } from '#app/core/fields'
import { formatJalaliDay, fromJalali, type JalaliDay, jalaliParts } from '#app/core/jalali'
import { endOffDuty, setOffDuty } from '#app/people/actions/set_off_duty'
import Branch from '#app/people/models/branch'
import type Staff from '#app/people/models/staff'
import { staffInReach, staffList } from '#app/people/queries/staff_reach'
import { idOf, staffOf } from '#app/people/session'

const form = vine.create({ firstDay: jalaliDateField(), lastDay: jalaliDateField() })

const momentOf = ({ year, month, day }: JalaliDay) => fromJalali(year, month, day)

const typed = (at: DateTime) => formatJalaliDay(jalaliParts(at), 'en')

/** The days that the form begins with: those of his time off, else today. */
function daysOf({ hasTimeOff, offDutyFrom, offDutyUntil }: Staff) {
  const now = clock.now()
  return {
    firstDay: typed((hasTimeOff && offDutyFrom) || now),
    lastDay: typed((hasTimeOff && offDutyUntil) || now),
  }
}

/** Who is on duty; the head of a branch says so for his staff, a manager for everybody. */
export default class StaffController {
  async index(ctx: HttpContext) {
    const scope = staffOf(ctx).branchesFor('duty.write')
    const { rows, next } = await staffList(db.connection(), scope, askedAfter(ctx))
    return ctx.view.render('people/desk/staff', {
      rows,
      branches: await this.#branches(),
      next: nextPage(ctx, next),
    })
  }

  async show(ctx: HttpContext) {
    const person = await this.#person(ctx)
    return ctx.view.render('people/desk/staff_duty', { person, typed: daysOf(person) })
  }

  async store(ctx: HttpContext) {
    const person = await this.#person(ctx)
    const { firstDay, lastDay } = await ctx.request.validateUsing(form)
    const days = { from: momentOf(firstDay), until: momentOf(lastDay) }
    await setOffDuty({ staffId: person.id, ...days, by: this.#by(ctx) })
    return this.#done(ctx, 'people.staff.set', person.id)
  }

  async destroy(ctx: HttpContext) {
    const person = await this.#person(ctx)
    await endOffDuty({ staffId: person.id, by: this.#by(ctx) })
    return this.#done(ctx, 'people.staff.ended', person.id)
  }

  #person(ctx: HttpContext) {
    return staffInReach(db.connection(), idOf(ctx), staffOf(ctx), 'duty.write')
  }

  async #branches() {
    const all = await Branch.query().orderBy('id')
    return new Map(all.map((branch) => [branch.id, branch]))
  }

  #by(ctx: HttpContext) {
    return { kind: 'staff' as const, id: staffOf(ctx).id }
  }

  #done(ctx: HttpContext, told: 'people.staff.set' | 'people.staff.ended', id: number) {
    ctx.session.flash('success', ctx.i18n.t(told))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/staff/${id}`)
  }
}

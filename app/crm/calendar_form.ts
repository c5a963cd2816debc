import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { idField, jalaliDateField, textField } from '#app/core/fields'
import { formatJalaliDay, fromJalali, tehranDate } from '#app/core/jalali'
import { found, NotFound } from '#app/core/refusal'
import Branch from '#app/people/models/branch'
import { Forbidden } from '#app/people/forbidden'
import { idOf, staffOf } from '#app/people/session'

const holidayForm = vine.create({
  day: jalaliDateField(),
  name: textField({ min: 2, max: 80 }),
  nameEn: textField({ min: 2, max: 80 }).optional(),
  branch: idField().optional(),
})

/** A holiday as somebody types it, in a branch where he may say so. */
export async function holidayAsked(ctx: HttpContext) {
  const { day, name, nameEn, branch } = await ctx.request.validateUsing(holidayForm, {
    data: withoutBlanks(ctx.request.all()),
  })
  const branchId = branch ?? null
  if (branchId) found(await Branch.find(branchId))
  authorizeIn(ctx, branchId)
  return {
    holiday: {
      day: tehranDate(fromJalali(day.year, day.month, day.day)),
      branchId,
      nameFa: name,
      nameEn: nameEn ?? name,
    },
    typed: { day: formatJalaliDay(day, 'fa'), name, nameEn: nameEn ?? '', branch: branch ?? '' },
    year: day.year,
  }
}

/** A form in the address sends its empty fields too. */
function withoutBlanks(all: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** The holiday of the address, where he may take it away. */
export async function holidayOf(ctx: HttpContext) {
  const id = idOf(ctx)
  const row = found(await db.from('holidays').where('id', id).first())
  const branchId = row.branch_id === null ? null : Number(row.branch_id)
  if (branchId !== null && !mayChange(ctx, branchId)) throw new NotFound()
  authorizeIn(ctx, branchId)
  return { id, day: String(row.day), branchId, nameFa: row.name_fa, nameEn: row.name_en }
}

/** A holiday of all branches is for whoever has the right in all of them. */
export function mayChange(ctx: HttpContext, branchId: number | null): boolean {
  const mine = staffOf(ctx).branchesFor('calendar.write')
  return mine === 'all' || (branchId !== null && mine.includes(branchId))
}

function authorizeIn(ctx: HttpContext, branchId: number | null) {
  if (!mayChange(ctx, branchId)) throw new Forbidden('calendar.write', branchId)
}

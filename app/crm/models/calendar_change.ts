import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DateTime } from 'luxon'
import { TEHRAN } from '#app/core/jalali'
import type { Calendar } from '#app/crm/working_calendar'
import Branch from '#app/people/models/branch'
import Staff from '#app/people/models/staff'
import { CalendarChangeSchema } from '#database/schema'

export const CALENDAR_CHANGES = ['added', 'removed'] as const

/** A holiday that was added or taken away, in one branch or in all. */
export default class CalendarChange extends CalendarChangeSchema {
  static table = 'calendar_changes'

  declare kind: (typeof CALENDAR_CHANGES)[number]

  @belongsTo(() => Branch)
  declare branch: BelongsTo<typeof Branch>

  @belongsTo(() => Staff)
  declare staff: BelongsTo<typeof Staff>

  get start() {
    return startOf(this.day)
  }
}

/** `2026-11-24` → the moments (UTC) at which that day begins and ends in Tehran. */
export const startOf = (day: string) =>
  DateTime.fromISO(day, { zone: TEHRAN }).startOf('day').toUTC()
export const endOf = (day: string) => startOf(day).setZone(TEHRAN).plus({ days: 1 }).toUTC()

interface Change {
  kind: CalendarChange['kind']
  day: string
  branchId: number | null
}

const isOf =
  ({ day, branchId }: Change) =>
  (holiday: Calendar['holidays'][number]) =>
    holiday.day === day && holiday.branchId === branchId

/** The calendar with the holiday. */
export function withHoliday(calendar: Calendar, change: Change): Calendar {
  const { day, branchId } = change
  const others = calendar.holidays.filter((holiday) => !isOf(change)(holiday))
  return { ...calendar, holidays: [...others, { day, branchId }] }
}

/** The calendar without it. */
export function withoutHoliday(calendar: Calendar, change: Change): Calendar {
  return { ...calendar, holidays: calendar.holidays.filter((one) => !isOf(change)(one)) }
}

/** What the calendar was before a change and is after it, whichever of the two it is read in. */
export function bothSides(calendar: Calendar, change: Change) {
  const [without, having] = [withoutHoliday(calendar, change), withHoliday(calendar, change)]
  return change.kind === 'added'
    ? { before: without, after: having }
    : { before: having, after: without }
}

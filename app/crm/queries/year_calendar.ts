import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { fromJalali, jalaliMonthLength, jalaliParts, tehranDate, weekdayOf } from '#app/core/jalali'
import CalendarChange from '#app/crm/models/calendar_change'

const FRIDAY = 6
const PAGE = 20

export interface HolidayRow {
  id: number
  day: string
  branchId: number | null
  name_fa: string
  name_en: string
  /** The branch's names; null for all branches. */
  branch: { name_fa: string; name_en: string } | null
}

export interface CalendarDay {
  /** Of the Jalali month. */
  number: number
  /** yyyy-MM-dd, Gregorian. */
  day: string
  friday: boolean
  today: boolean
  holidays: HolidayRow[]
}

export interface CalendarMonth {
  month: number
  /** Empty cells before the first day; the week begins on Saturday. */
  lead: number
  days: CalendarDay[]
}

/** Holidays of a Jalali year that hold in a branch; of all branches together when none is named. */
export async function holidaysOf(year: number, branchId: number | null): Promise<HolidayRow[]> {
  const rows = await db
    .from('holidays as h')
    .leftJoin('branches as b', 'b.id', 'h.branch_id')
    .where('h.day', '>=', tehranDate(fromJalali(year, 1, 1)))
    .where('h.day', '<', tehranDate(fromJalali(year + 1, 1, 1)))
    .if(branchId, (query) =>
      query.where((q) => q.whereNull('h.branch_id').orWhere('h.branch_id', branchId!))
    )
    .orderBy('h.day')
    .orderBy('h.id')
    .select('h.id', 'h.day', 'h.branch_id', 'h.name_fa', 'h.name_en')
    .select('b.name_fa as branch_fa', 'b.name_en as branch_en')
  return rows.map((row) => ({
    id: Number(row.id),
    day: String(row.day),
    branchId: row.branch_id === null ? null : Number(row.branch_id),
    name_fa: row.name_fa,
    name_en: row.name_en,
    branch: row.branch_fa ? { name_fa: row.branch_fa, name_en: row.branch_en } : null,
  }))
}

/** The twelve months of a Jalali year, day by day. */
export function monthsOf(year: number, holidays: HolidayRow[]): CalendarMonth[] {
  const byDay = Map.groupBy(holidays, ({ day }) => day)
  const today = tehranDate(clock.now())
  return Array.from({ length: 12 }, (_, at) => {
    const month = at + 1
    const days = Array.from({ length: jalaliMonthLength(year, month) }, (__, before) => {
      const moment = fromJalali(year, month, before + 1)
      const day = tehranDate(moment)
      return {
        number: before + 1,
        day,
        friday: weekdayOf(moment) === FRIDAY,
        today: day === today,
        holidays: byDay.get(day) ?? [],
      }
    })
    return { month, lead: weekdayOf(fromJalali(year, month, 1)), days }
  })
}

/** What was changed, the newest first. */
export function calendarChanges() {
  return CalendarChange.query().preload('branch').preload('staff').orderBy('id', 'desc').limit(PAGE)
}

/** The working hours of a branch as they stand: its own, else the house's. */
export async function spansOfBranch(branchId: number | null) {
  const rows = await db
    .from('working_spans')
    .where((q) => {
      q.whereNull('branch_id')
      if (branchId) q.orWhere('branch_id', branchId)
    })
    .orderBy('weekday')
    .orderBy('starts')
  const own = rows.filter((row) => branchId && Number(row.branch_id) === branchId)
  return own.length > 0 ? own : rows.filter((row) => row.branch_id === null)
}

export const jalaliYearNow = () => jalaliParts(clock.now()).year

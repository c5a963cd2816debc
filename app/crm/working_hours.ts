import { latinDigits } from '#app/core/digits'
import { Refusal } from '#app/core/refusal'

/** Saturday (0) to Thursday; on Fridays nobody works. */
export const WORKDAYS = [0, 1, 2, 3, 4, 5] as const
/** A day has a shift, or two with a pause between them. */
export const SHIFTS = [1, 2] as const

/** From minute to minute of a Tehran day. */
export interface WorkingSpan {
  weekday: number
  starts: number
  ends: number
}

const DAY = 24 * 60

/** Names of the fields of a shift. */
export const fieldsOf = (weekday: number, shift: number) => ({
  from: `from_${weekday}_${shift}`,
  until: `until_${weekday}_${shift}`,
})

/** «۹», «۹:۳۰», `16.30` → minutes of the day, 24:00 included; null for what is no time. */
export function minutesOf(typed: string): number | null {
  const text = latinDigits(typed).replace(/[\s\p{Cf}]/gu, '')
  const [, hours, minutes = '0'] = /^(\d{1,2})(?:[:.٫](\d{2}))?$/.exec(text) ?? []
  if (hours === undefined || Number(minutes) > 59) return null
  const at = Number(hours) * 60 + Number(minutes)
  return at <= DAY ? at : null
}

/** 570 → `9:30`, as a field shows it. */
export const clockTime = (at: number) =>
  `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`

/**
 * A week as it was typed, shift by shift; an empty shift is none.
 * @throws Refusal with the field: `hours_no_time`, `hours_half`, `hours_backwards`, `hours_overlap`
 */
export function typedWeek(form: Readonly<Record<string, string | undefined>>): WorkingSpan[] {
  return WORKDAYS.flatMap((weekday) => {
    const spans = SHIFTS.flatMap((shift) => typedShift(form, weekday, shift))
    const [first, second] = spans
    if (second && second.starts < first.ends && second.ends > first.starts) {
      throw new Refusal('hours_overlap', { field: fieldsOf(weekday, 2).from })
    }
    return spans
  })
}

function typedShift(
  form: Readonly<Record<string, string | undefined>>,
  weekday: number,
  shift: number
): WorkingSpan[] {
  const { from, until } = fieldsOf(weekday, shift)
  const [starts, ends] = [from, until].map((field) => timeIn(form[field], field))
  if (starts === null && ends === null) return []
  if (starts === null) throw new Refusal('hours_half', { field: from })
  if (ends === null) throw new Refusal('hours_half', { field: until })
  if (ends <= starts) throw new Refusal('hours_backwards', { field: until })
  return [{ weekday, starts, ends }]
}

function timeIn(typed: string | undefined, field: string): number | null {
  if (!typed?.trim()) return null
  const at = minutesOf(typed)
  if (at === null) throw new Refusal('hours_no_time', { field })
  return at
}

import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { jalaliParts, startOfTehranDay } from '#app/core/jalali'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { type AuditAction, audit } from '#app/people/models/audit'
import Staff, { endOfTehranDay } from '#app/people/models/staff'

type StaffActor = Extract<Actor, { kind: 'staff' }>

/** Whoever types a later day has mistyped the year. */
const MOST_DAYS = 366

export interface OffDuty {
  staffId: number
  /** Any moment of the first and of the last day, in Tehran; both days are off. */
  from: DateTime
  until: DateTime
  by: StaffActor
}

/**
 * Somebody gets no new tasks from one day to another; what he has stays with him. One time off is
 * known: a new one replaces the one before, the same again changes nothing.
 * @throws NotFound, Refusal `off_duty_past`, `off_duty_backwards`, `off_duty_too_long`
 */
export function setOffDuty({ staffId, by, ...days }: OffDuty, outer?: Trx): Promise<void> {
  return transaction(async (trx) => {
    const staff = await lockedStaff(staffId, trx)
    const from = startOfTehranDay(days.from)
    const until = endOfTehranDay(days.until)
    assertDays({ from, until }, staff)
    await write('set_off_duty', staff, { from, until }, by, trx)
  }, outer)
}

/** He is back, or does not go. Who is on duty stays so, and nothing is noted. @throws NotFound */
export function endOffDuty(
  { staffId, by }: { staffId: number; by: StaffActor },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    const staff = await lockedStaff(staffId, trx)
    await write('end_off_duty', staff, { from: null, until: null }, by, trx)
  }, outer)
}

async function lockedStaff(id: number, trx: Trx) {
  return found(await Staff.query({ client: trx }).where({ id, active: true }).forUpdate().first())
}

/** A time off that began already may keep its first day. */
function assertDays({ from, until }: { from: DateTime; until: DateTime }, { offDutyFrom }: Staff) {
  const today = startOfTehranDay(clock.now())
  const begun = offDutyFrom?.toMillis() === from.toMillis()
  if (from < today && !begun) throw new Refusal('off_duty_past', { field: 'firstDay' })
  if (until < from) throw new Refusal('off_duty_backwards', { field: 'lastDay' })
  if (until < today) throw new Refusal('off_duty_past', { field: 'lastDay' })
  if (until > today.plus({ days: MOST_DAYS })) {
    throw new Refusal('off_duty_too_long', { field: 'lastDay', params: { days: MOST_DAYS } })
  }
}

type Days = Record<'from' | 'until', DateTime | null>

async function write(action: AuditAction, staff: Staff, days: Days, by: StaffActor, trx: Trx) {
  const before = noted({ from: staff.offDutyFrom, until: staff.offDutyUntil })
  const after = noted(days)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  await staff.merge({ offDutyFrom: days.from, offDutyUntil: days.until }).save()
  const { id, branchId } = staff
  await audit(action, { subject: { type: 'staff', id }, branchId, before, after }, by, trx)
}

/** The days as the audit log says them. */
function noted({ from, until }: Days) {
  return { startsOn: from && jalaliParts(from), endsOn: until && jalaliParts(until) }
}

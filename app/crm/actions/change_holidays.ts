import type { Actor } from '#app/core/actor'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, type Trx } from '#app/core/sql'
import { afterCommit, transaction } from '#app/core/transaction'
import CalendarChange from '#app/crm/models/calendar_change'
import { assertNewHoliday, forgetWorkingCalendar } from '#app/crm/working_calendar'
import { audit } from '#app/people/models/audit'

type StaffActor = Extract<Actor, { kind: 'staff' }>

export interface NewHoliday {
  /** Gregorian day in Tehran, yyyy-MM-dd. */
  day: string
  /** null: in all branches. */
  branchId: number | null
  nameFa: string
  nameEn: string
  by: StaffActor
}

/**
 * A day on which nobody works, in one branch or in all. The dates that hang on it follow
 * (`settleCalendarChange`).
 * @throws Refusal `holiday_exists`, `calendar_busy` while the dates of another change follow
 */
export function addHoliday({ by, ...holiday }: NewHoliday): Promise<{ changeId: number }> {
  const { day, branchId, nameFa, nameEn } = holiday
  return transaction(async (trx) => {
    await assertNewHoliday(holiday, trx)
    const row = { day, branch_id: branchId, name_fa: nameFa, name_en: nameEn }
    try {
      const key = `${branchId ?? 'all'}:${day}`
      await trx.table('holidays').insert({ ...row, place_key: key })
    } catch (error) {
      if (isDuplicate(error)) throw new Refusal('holiday_exists', { field: 'day' })
      throw error
    }
    return begin('added', holiday, by, trx)
  })
}

/**
 * A holiday that was announced otherwise goes, and the dates come back.
 * @throws NotFound when it is gone already, Refusal `calendar_busy`
 */
export function removeHoliday({
  holidayId,
  by,
}: {
  holidayId: number
  by: StaffActor
}): Promise<{ changeId: number }> {
  return transaction(async (trx) => {
    const row = await trx.from('holidays').where('id', holidayId).first()
    const gone = await changed(trx.from('holidays').where('id', holidayId).delete())
    const { day, branch_id: branch, name_fa: nameFa, name_en: nameEn } = found(gone ? row : null)
    const branchId = branch === null ? null : Number(branch)
    return begin('removed', { day, branchId, nameFa, nameEn }, by, trx)
  })
}

async function begin(
  kind: CalendarChange['kind'],
  holiday: Omit<NewHoliday, 'by'>,
  by: StaffActor,
  trx: Trx
) {
  const started = { kind, staffId: by.id, openKey: 'running', cursor: 0, lots: 0, tasks: 0 }
  const change = await CalendarChange.create({ ...holiday, ...started }, { client: trx }).catch(
    (error: unknown) => {
      if (isDuplicate(error)) throw new Refusal('calendar_busy', { field: 'day', status: 409 })
      throw error
    }
  )
  const { branchId, ...named } = holiday
  const subject = { type: 'calendar_change', id: change.id }
  await audit('change_calendar', { subject, branchId, after: { kind, ...named } }, by, trx)
  afterCommit(trx, forgetWorkingCalendar)
  return { changeId: change.id }
}
